"""Every kind of content is kept or kindly declined; nothing is dropped in silence (INT-6, HOT-10)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from desk.files import File
from desk.hotline.messages import TicketMessage, of_ticket
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]
PICTURE = b"\x89PNG not really, but bytes are bytes"


async def said(desk: TestDesk) -> list[TicketMessage]:
    async with desk.store.reading() as session:
        return await of_ticket(session, (await desk.ticket()).id)


@pytest.mark.parametrize(
    "deed",
    ["sends_photo", "sends_document", "sends_voice", "sends_video", "sends_video_note", "sends_audio", "sends_animation", "sends_sticker"],
)  # fmt: skip
async def test_files_reach_the_one_who_works_on_it(desk: TestDesk, cast: Cast, deed: str) -> None:
    """INT-6: a file joins the open ticket, and is ours byte for byte."""
    await a_ticket(cast.wang)
    await cast.wang.does(deed, data=PICTURE)
    assert "K-1001" in cast.wang.last
    assert PICTURE in cast.chen.files
    while await desk.desk.fetcher.fetch_one():
        pass
    async with desk.store.reading() as session:
        file = (await session.scalars(select(File).options(undefer(File.content)))).one()
    assert file.content == PICTURE


@pytest.mark.parametrize(
    ("deed", "args", "kept"),
    [
        ("sends_location", (31.2304, 121.4737), "31.23040, 121.47370"),
        ("sends_venue", ("明月大厦", "人民路1号", 31.2, 120.6), "明月大厦"),
        ("sends_contact", ("+8613900000000", False), "13900000000"),
        ("sends_poll", ("哪里坏了", ["打印机", "服务器"]), "打印机"),
        ("sends_dice", (), "🎲"),
    ],
)
async def test_what_is_no_file_is_kept_in_words(
    desk: TestDesk, cast: Cast, deed: str, args: tuple[object, ...], kept: str
) -> None:
    """INT-6: locations, contacts, polls and dice are words on the ticket."""
    await a_ticket(cast.wang)
    await cast.wang.does(deed, *args)
    await cast.wang.presses("K-1001")
    assert any(kept in u.text for u in await said(desk))
    assert cast.chen.sees(kept)


async def test_an_album_is_one_thing_however_late_its_parts_come(desk: TestDesk, cast: Cast) -> None:
    """The parts come seconds apart, the last one after the ticket is filed: all are on it, and one answer is given."""
    await cast.wang.does("sends_photo", data=b"one", caption="加密锁红灯亮，打不开账套，见照片", album="a1")
    before = len(cast.wang.texts)
    await cast.wang.does("sends_photo", data=b"two", album="a1")
    assert len(cast.wang.texts) == before
    if any("都不是" in button for button in cast.wang.buttons):
        await cast.wang.presses("都不是")
    await cast.wang.presses("重要功能")
    await cast.wang.presses("提交")
    await desk.forward(minutes=1)
    await cast.wang.does("sends_photo", data=b"three", album="a1")
    assert sum(len(u.files) for u in await said(desk)) == 3
    assert {b"three"} <= set(cast.chen.files)


async def test_edits_are_kept_as_versions(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    message = await cast.wang.does("sends_photo", data=PICTURE, caption="红灯")
    await cast.wang.presses("K-1001")
    await cast.wang.does("edits", message, "红灯，一直闪")
    latest = (await said(desk))[-1]
    assert latest.text == "红灯，一直闪"
    assert [text for _at, text in latest.earlier] == ["红灯"]
    assert cast.chen.sees("一直闪")


async def test_too_large_a_file_is_explained(desk: TestDesk, cast: Cast) -> None:
    """20 MB is what a bot can fetch; the sender is told, and the colleague still gets it."""
    await a_ticket(cast.wang)
    await cast.wang.does("sends_document", name="backup.zip", size=25 * 1024 * 1024)
    assert cast.wang.sees("20 MB")


async def test_forwarded_words_are_words(desk: TestDesk, cast: Cast) -> None:
    await cast.wang.does("forwards", "凭证打印不全,右边切掉了", cast.emma.user)
    assert "纸张选A5并保存" in cast.wang.last


async def test_long_texts_are_split_at_lines(desk: TestDesk, cast: Cast) -> None:
    """Texts beyond 4096 characters arrive whole: what was said, with the name of who said it."""
    await a_ticket(cast.wang)
    await cast.chen.says("\n".join(["甲" * 99] * 40 + ["乙" * 94]), reply_to=cast.chen.user.visible[-1])
    texts = [text for text in cast.wang.texts if "甲" in text or "乙" in text]
    assert len(texts) == 2
    assert all(len(text) <= 4096 for text in texts)
    assert sum(text.count("甲") + text.count("乙") for text in texts) == 99 * 40 + 94


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "\u200b",
        "🙂",
        "0",
        "null",
        "'; DROP TABLE ticket;--",
        "<b>x</b>",
        "{name}",
        "%s",
        "a" * 4096,
        "\u202eabc",
        "/",
        "//",
        "/nonsense",
    ],
)
async def test_any_words_get_a_sensible_answer(desk: TestDesk, cast: Cast, words: str) -> None:
    """No dead end, and nothing that looks like a fault."""
    if words.strip():
        await cast.wang.says(words)
    else:
        await cast.wang.does("sends_sticker", data=b"x")
    assert len(cast.wang.texts) > 1
    assert not cast.zheng.sees("kefu doctor")
