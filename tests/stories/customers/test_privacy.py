"""What is kept about people is given out to them, erased, and forgotten by itself; the figures stay as they are."""

import asyncio
import json
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from bot.privacy import erasures
from desk import invites
from desk.figures import By, Period, Scope, figures
from desk.files import File
from desk.hotline.messages import TicketMessage
from desk.people import Account, Person, Role
from desk.privacy import ageing, erasing, exporting
from desk.privacy.personal import of
from desk.reports.monthly_reports import MonthlyReport
from desk.requirements.requirement import Requirement, Voice
from desk.ticket import Ticket, TicketState
from errors import Refused
from store import Base, Store
from tests import shared
from tests.access.world import _row
from tests.fakes.desk import MONDAY, Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, gather

SECRETS = ("就是这个灯", "加密锁红灯亮", "13712345678", "a picture")


@pytest.fixture
async def cast(desk: TestDesk) -> Cast:
    return await gather(desk)


@pytest.fixture
async def admin(desk: TestDesk) -> Actor:
    return await desk.person("管理员", Role.ADMIN)


async def _solved(desk: TestDesk, cast: Cast) -> Ticket:
    """A whole ticket of 王丽's, with a picture, closed."""
    await a_ticket(cast.wang)
    await cast.wang.does("sends_photo", b"\xff\xd8 a picture", caption="就是这个灯")
    await desk.forward(seconds=30)
    async with desk.store.transaction() as session:
        person = await session.get_one(Person, cast.wang.person_id)
        person.phone = "+8613712345678"
        for file in await session.scalars(select(File)):
            file.content, file.due_at = b"\xff\xd8 a picture", None  # it has been fetched
        ticket = await session.get_one(Ticket, (await desk.ticket()).id)
        ticket.state, ticket.closed_at, ticket.due_at = TicketState.CLOSED, desk.clock.now(), None
    return await desk.ticket()


async def _everything(store: Store) -> str:
    """All that stands in all tables, as text."""
    async with store.reading() as session:
        rows = [
            repr(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in await session.execute(select(table))
        ]
    return "\n".join(rows)


async def _person(desk: TestDesk, actor: Actor) -> Person:
    async with desk.store.reading() as session:
        return await session.get_one(Person, actor.person_id)


async def test_everybody_gets_what_is_kept_about_them(desk: TestDesk, cast: Cast) -> None:
    await _solved(desk, cast)
    await cast.wang.says("/me")
    await cast.wang.presses("📦 关于我的全部数据")
    pack = ZipFile(BytesIO(cast.wang.files[-1]))
    kept = json.loads(pack.read("data.json"))
    assert kept["person"][0]["name"] == "王丽"
    assert any("就是这个灯" in said["text"] for said in kept["ticket_message"])
    assert [pack.read(name) for name in pack.namelist() if name.startswith("files/")] == [
        b"\xff\xd8 a picture"
    ]
    page = pack.read("index.html").decode()
    assert "就是这个灯" in page
    assert "\\u" not in page, "words as they came are shown in letters, not as JSON has them"
    assert "陈晓" not in json.dumps(kept["person"], ensure_ascii=False)


async def test_nobody_gets_what_is_kept_about_others(desk: TestDesk, cast: Cast) -> None:
    """Nor do they erase them, whatever button they forge."""
    other = await _person(desk, cast.chen)
    for deed in ("give_out", "preview_erasure", "erase_data"):
        await cast.wang.does("presses_data", f"c:{deed}:{other.id}:0:person")
        await cast.wang.does("presses_data", f"c:{deed}:{cast.customer.id}:0:customer")
    await cast.wang.says("/privacy 陈晓")
    assert not cast.wang.files
    assert (await _person(desk, cast.chen)).name == "陈晓"


async def test_while_something_is_open_it_is_refused_and_said_why(
    desk: TestDesk, cast: Cast, admin: Actor
) -> None:
    await a_ticket(cast.wang)
    await admin.says("/privacy 王丽")
    await admin.presses("🗑 删除…")
    assert "K-1001" in admin.last
    assert "🗑 是的，删除" not in admin.buttons
    async with desk.store.transaction() as session:
        person = await session.get_one(Person, cast.wang.person_id)
        with pytest.raises(Refused):
            await erasing.erase(session, person, desk.clock.now(), by=None)


async def test_an_erased_person_is_found_nowhere(
    desk: TestDesk, cast: Cast, admin: Actor, tmp_path: Path
) -> None:
    await _solved(desk, cast)
    counts = await _counts(desk)
    before = await _person(desk, cast.wang)
    await admin.says("/privacy 王丽")
    await admin.presses("🗑 删除…")
    await admin.presses("🗑 是的，删除")
    await desk.settle()
    left = await _everything(desk.store)
    for secret in (*SECRETS, "王丽"):
        assert secret not in left, secret
    assert "person.erased" in left
    after = await _counts(desk)
    assert {name: after[name] for name in ("ticket", "clock", "ticket_message", "visit_back")} == {
        name: counts[name] for name in ("ticket", "clock", "ticket_message", "visit_back")
    }
    await cast.wang.says("你好")  # somebody new
    async with desk.store.reading() as session:
        newest = await session.scalar(select(Account).order_by(Account.id.desc()).limit(1))
        assert newest is not None
        assert newest.person_id != before.id


async def test_what_others_wrote_and_the_desk_drew_names_them_no_more(
    desk: TestDesk, cast: Cast, admin: Actor
) -> None:
    """Words on records of others keep all but the name and the number; what was drawn goes, what a record holds stays."""
    await _solved(desk, cast)
    await cast.zhao.says("/find K-1001")
    await cast.zhao.presses("K-1001")
    await cast.zhao.does("presses_data", "c:history_file:1:0:")
    now = desk.clock.now()
    async with desk.store.transaction() as session:
        drawn = (await session.scalars(select(File).order_by(File.id.desc()).limit(1))).one()
        assert drawn.size
        kept = File.holding(b"A5", "guide.pdf", "application/pdf")
        tables = [File.holding("王丽,13712345678".encode(), "客户.CSV", "text/csv") for _each in range(2)]
        for actor, table in zip((cast.zhao, cast.emma), tables, strict=True):
            account = select(Account.id).where(Account.person_id == actor.person_id)
            from_whom = {"person_id": actor.person_id, "account_id": await session.scalar(account)}
            session.add(TicketMessage(**from_whom, message="table", at=now, text="", files=[table]))
        session.add(kept)
        await session.flush()
        report = _row(
            MonthlyReport, now, what="complaints", numbers={"measures": [{"owner": "王丽", "late": 3}]}
        )
        session.add_all(
            [
                report,
                _row(Voice, now, requirement_id=await _wish(session, now), person_id=cast.emma.person_id, words="王丽 13712345678 也想要", files=[kept.id]),
            ]
        )  # fmt: skip
    await admin.says("/privacy 王丽")
    await admin.presses("🗑 删除…")
    await admin.presses("🗑 是的，删除")
    async with desk.store.reading() as session:
        file = await session.get_one(File, drawn.id, options=[undefer(File.content)], populate_existing=True)
        assert (file.content, file.missing) == (None, "erased")
        table, of_a_customer = [
            await session.get_one(File, each.id, options=[undefer(File.content)], populate_existing=True)
            for each in tables
        ]
        assert table.content is None, "what staff sent to have it read"
        assert of_a_customer.content
        guide = await session.get_one(File, kept.id, options=[undefer(File.content)], populate_existing=True)
        assert guide.content == b"A5"
        assert (await session.scalars(select(Voice.words))).one() == "◼ ◼ 也想要"
        told = await session.get_one(MonthlyReport, report.id, populate_existing=True)
        assert told.numbers == {"measures": [{"owner": "◼", "late": 3}]}
    assert "王丽" not in await _everything(desk.store)


async def _wish(session: AsyncSession, now: datetime) -> int:
    session.add(wish := _row(Requirement, now, first_word_by=now))
    await session.flush()
    return int(wish.id)


async def test_the_figures_stay_as_they_were(desk: TestDesk, cast: Cast, admin: Actor) -> None:
    """STA-1: of the month, whole and by each group."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await desk.forward(minutes=20)
    await cast.chen.presses("已解决")
    await cast.chen.says("换了插口")
    await cast.wang.presses("已解决")
    before = await _figures(desk)
    await admin.says("/privacy 王丽")
    await admin.presses("🗑 删除…")
    await admin.presses("🗑 是的，删除")
    assert "王丽" not in await _everything(desk.store)
    assert await _figures(desk) == before
    async with desk.store.transaction() as session:
        (await session.get_one(Ticket, 1)).filed_at -= timedelta(days=400)
    assert await _figures(desk) != before  # so it would be seen


async def _figures(desk: TestDesk) -> dict[str, object]:
    """Of this month, whole and by each group."""
    today = desk.clock.at.date()
    scope = Scope(Period(today.replace(day=1), today))
    async with desk.store.reading() as session:
        return {str(by): await figures(session, scope, by) for by in (None, *By)}


async def _counts(desk: TestDesk) -> dict[str, int]:
    async with desk.store.reading() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


async def test_a_customer_goes_with_all_its_people(desk: TestDesk, cast: Cast) -> None:
    await _solved(desk, cast)
    async with desk.store.transaction() as session:
        person = await session.get_one(Person, cast.wang.person_id)
        assert person.customer_id is not None
        customer = await session.get_one(type(cast.customer), person.customer_id)
        name, address, code = customer.name, customer.address, customer.service_code
        await erasing.erase(session, customer, desk.clock.now(), by=None)
    left = await _everything(desk.store)
    for secret in (*SECRETS, name, address, code, "LOCK-1"):
        assert secret not in left, secret


async def test_a_restored_backup_loses_it_again(desk: TestDesk, cast: Cast, tmp_path: Path) -> None:
    await _solved(desk, cast)
    erased = tmp_path / "kefu.erased"
    async with desk.store.reading() as session:
        made = (await session.get_one(Person, cast.wang.person_id)).created_at
    async with desk.store.transaction() as session:
        await erasing.erase(
            session, await session.get_one(Person, cast.wang.person_id), desk.clock.now(), by=None
        )
    await erasures.write_down(desk.store, erased)
    await erasures.write_down(desk.store, erased)
    assert len(erased.read_text().splitlines()) == 1
    assert "王丽" not in erased.read_text()
    if desk.store.file:
        pages = (
            desk.store.file.read_bytes()
            + desk.store.file.with_name(f"{desk.store.file.name}-wal").read_bytes()
        )
        assert b"13712345678" not in pages
    shared.copy("empty.db", tmp_path / "restored.db")
    restored = Store(f"sqlite+aiosqlite:///{tmp_path}/restored.db")
    async with restored.transaction() as session:
        session.add(Person(id=cast.wang.person_id, name="王丽", phone="+8613712345678", created_at=made))
    assert await erasures.replay(restored, erased, desk.clock.now()) == 1
    assert await erasures.replay(restored, erased, desk.clock.now()) == 0
    left = await _everything(restored)
    await restored.close()
    assert "王丽" not in left
    assert "13712345678" not in left
    assert b"13712345678" not in await asyncio.to_thread((tmp_path / "restored.db").read_bytes)


async def test_raw_messages_lose_their_words_after_a_month_and_all_goes_on(
    desk: TestDesk, cast: Cast
) -> None:
    await a_ticket(cast.wang)
    counts = await _counts(desk)
    inbox, outbox, said = of("inbox").c, of("outbox").c, of("ticket_message").c
    for days, emptied in ((29, False), (31, True)):
        async with desk.store.transaction() as session:
            while await ageing.age(session, desk.clock.now() + timedelta(days=days)):
                pass
        async with desk.store.reading() as session:
            raws = set(await session.scalars(select(inbox.raw)))
            texts = {payload["text"] for payload in await session.scalars(select(outbox.payload))}
            assert (raws == {""}) is emptied
            assert (texts == {""}) is emptied
            assert any(await session.scalars(select(said.text)))
    assert await _counts(desk) == counts
    await cast.chen.presses("接单")
    assert cast.wang.sees("陈晓")


def test_half_a_character_spoils_no_export() -> None:
    found = exporting.Kept({"outbox": [{"payload": {"text": "\ud83d=1"}}]}, {}, [])
    pack = ZipFile(BytesIO(exporting.packed(found, "王丽\ud83d", MONDAY)))
    assert json.loads(pack.read("data.json"))["outbox"][0]["payload"]["text"] == "\ud83d=1"
    assert "王丽?" in pack.read("index.html").decode()


async def test_files_of_an_export_are_bounded(desk: TestDesk, cast: Cast) -> None:
    await _solved(desk, cast)
    async with desk.store.reading() as session:
        person = await session.get_one(Person, cast.wang.person_id)
        found = await exporting.kept(session, await erasing.who(session, person), largest=3)
    assert found.files == {}
    assert len(found.left_out) == 1
    assert found.left_out[0] in exporting.page(found, "x", desk.clock.now())


async def test_what_an_invite_found_of_a_colleague_goes_with_them(desk: TestDesk, cast: Cast) -> None:
    """CUS-4: the record under which they first wrote holds the name that their channel told; it points on to them."""
    now = desk.clock.now()
    async with desk.store.transaction() as session:
        lin = Person(name="林一", language="zh", created_at=now)
        lin.give(Role.SPECIALIST)
        session.add(lin)
        await session.flush()
        number, code = lin.id, await invites.make(session, now, person=lin)
    actor = desk.stranger("一路风景")
    await actor.says("在吗")
    await actor.says(f"/start {code}")
    await actor.says("/mine")
    assert "一路风景" in await _everything(desk.store)
    async with desk.store.transaction() as session:
        lin = await session.get_one(Person, number)
        lin.active, lin.role_rows[:] = False, []
        await session.flush()
        await erasing.erase(session, lin, now, by=None)
    assert "一路风景" not in await _everything(desk.store)
    assert "林一" not in await _everything(desk.store)
