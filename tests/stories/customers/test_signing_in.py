"""CUS-4: the person who cannot share a number with Telegram proves in another way who they are: by a code, or by a call."""

import re

from desk.people import Person, Role
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]

WANG = "138 1234 5678"


async def _claims(desk: TestDesk, name: str = "新电脑", number: str = WANG) -> Actor:
    guest = desk.stranger(name)
    await guest.says("/signin")
    await guest.says(number)
    await guest.presses("没有")
    return guest


def _code(text: str) -> str:
    found = re.findall(r"\b\d{6}\b", text)
    assert found, text
    return str(found[-1])


async def test_a_code_to_the_account_on_file(desk: TestDesk, cast: Cast) -> None:
    """What was begun as a stranger goes along; the code that the page shows opens nothing."""
    guest = desk.stranger("新电脑")
    await guest.says("/signin")
    await guest.says(WANG)
    await guest.says("S-明月纺织")
    shown, sent = _code(guest.last), _code(cast.wang.last)
    assert "自称是您" in cast.wang.last
    await guest.says(shown)
    await guest.says("/me")
    assert "明月纺织" not in guest.last
    await guest.says(sent)
    assert guest.sees("明月纺织")
    await guest.says("/me")
    assert "王丽" in guest.last


async def test_a_stranger_learns_nothing(desk: TestDesk, cast: Cast) -> None:
    """The same words whether somebody is on file or not, and three tries at most, however often they go back."""
    known, nobody = await _claims(desk, "甲"), await _claims(desk, "乙", "139 0000 0000")
    assert re.sub(r"\d{6}", "N", known.last) == re.sub(r"\d{6}", "N", nobody.last)
    right = _code(cast.wang.last)
    for wrong in ("000000", "111111", "222222"):
        await known.says(wrong)
    await known.says(right)
    await known.says("/me")
    assert "明月纺织" not in known.last


async def test_nobody_is_pestered(desk: TestDesk, cast: Cast) -> None:
    for number in range(5):
        await _claims(desk, f"客{number}")
    assert len([text for text in cast.wang.texts if "自称是您" in text]) == 3


async def test_a_code_has_an_end(desk: TestDesk, cast: Cast) -> None:
    guest = await _claims(desk)
    code = _code(cast.wang.last)
    await desk.forward(minutes=31)
    await guest.says(code)
    await guest.says("/me")
    assert "明月纺织" not in guest.last


async def _he_fang(desk: TestDesk, cast: Cast) -> int:
    """A contact on file who has never written: no account that a code could go to."""
    async with desk.store.transaction() as session:
        person = Person(
            name="何芳", language="zh", created_at=desk.clock.now(), phone="+8613700001111",
            customer_id=cast.customer.id,
        )  # fmt: skip
        person.give(Role.CONTACT)
        session.add(person)
        await session.flush()
        return person.id


async def test_by_a_call(desk: TestDesk, cast: Cast) -> None:
    """Where there is no account: staff call the number on file and hear the code that the page shows; once."""
    number = await _he_fang(desk, cast)
    guest = await _claims(desk, number="13700001111")
    shown = _code(guest.last)
    assert shown in cast.chen.last
    assert "+8613700001111" in cast.chen.last
    card = next(m for m in cast.chen.user.visible if "自称已登记" in m.text)
    yes, no = [b.data for row in card.buttons for b in row][:2]
    await cast.emma.does("presses_data", yes)
    assert not guest.sees("何芳")
    await cast.chen.does("presses_data", yes)
    assert "何芳" in guest.last
    await cast.chen.does("presses_data", no)
    await a_ticket(guest)
    assert (await desk.ticket()).contact_id == number


async def test_a_call_that_finds_somebody_else(desk: TestDesk, cast: Cast) -> None:
    await _he_fang(desk, cast)
    guest = await _claims(desk, number="13700001111")
    card = next(m for m in cast.chen.user.visible if "自称已登记" in m.text)
    yes = card.buttons[0][0].data
    await cast.chen.presses("不是")
    await cast.chen.does("presses_data", yes)
    await guest.says("/me")
    assert "明月纺织" not in guest.last


async def test_a_call_comes_too_late(desk: TestDesk, cast: Cast) -> None:
    await _he_fang(desk, cast)
    guest = await _claims(desk, number="13700001111")
    await desk.forward(minutes=31)
    await cast.chen.presses("✅ 是何芳")
    assert "过期" in cast.chen.last
    await guest.says("/me")
    assert "明月纺织" not in guest.last


async def test_whoever_has_lost_the_phone_is_called(desk: TestDesk, cast: Cast) -> None:
    guest = await _claims(desk)
    await guest.presses("打电话")
    assert "+8613812345678" in cast.chen.last
    await cast.chen.presses("✅ 是王丽")
    await guest.says("/me")
    assert "S-明月纺织" in guest.last
