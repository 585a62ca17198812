"""A database that an earlier version has made, in the middle of a working day: talks are open, cards have been sent, clocks run.

`tests/store/earlier/` holds it as SQL, written by that version's own code on the day its name says.
"""

import gzip
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.delivery.rows import Outgoing
from desk.dispatch.orders import Dispatch, OrderState
from desk.people import Account
from desk.sla.alerts import Alert
from desk.ticket import Ticket, TicketState
from handlers.chat.talk_rows import TalkRow
from store.migrate import migrate
from tests.fakes.botapi.chats import Sent
from tests.fakes.desk import SHANGHAI, Actor, TestDesk, serving
from tests.store import earlier

EARLIER = Path(earlier.__file__).parent / "2026-11-23.sql.gz"
NOON = datetime(2026, 3, 2, 11, 6, tzinfo=SHANGHAI)  # a minute after its last step
NAMES = (("王丽", "zh"), ("Emma Clarke", "en"), ("陈晓", "zh"), ("李强", "zh"), ("赵敏", "zh"))
SENT_BEFORE = 1000  # updates and messages of each chat, at the most


@pytest.fixture(name="earlier")
async def opened(tmp_path: Path) -> AsyncIterator[TestDesk]:
    with closing(sqlite3.connect(tmp_path / "kefu.db")) as database:
        database.executescript(gzip.decompress(EARLIER.read_bytes()).decode())
    async with serving(f"sqlite+aiosqlite:///{tmp_path}/kefu.db", NOON) as desk:
        await migrate(desk.store)
        yield desk


def _people(desk: TestDesk) -> list[Actor]:
    """Those of that day, under the addresses they had; Telegram counts on where it was."""
    for _update in range(SENT_BEFORE):
        desk.api.updates.number()
    actors = []
    for number, (name, language) in enumerate(NAMES, start=1):
        user = desk.api.user(name, language=language)
        user.private.refuses = None
        user.private._last_id = SENT_BEFORE
        user.private.add(user.json(), desk.clock.now(), {"text": "…"})
        actors.append(Actor(desk, user, number))
    return actors


async def _talk(desk: TestDesk, flow: str) -> TalkRow:
    async with desk.store.reading() as session:
        rows = await session.scalars(select(TalkRow).where(TalkRow.flow == flow).order_by(TalkRow.id.desc()))
        return rows.first() or pytest.fail(f"no talk {flow}")


async def _press(actor: Actor, label: str, data: str) -> None:
    """The newest button with this label whose data begin so, as the earlier version sent it to them."""
    async with actor.desk.store.reading() as session:
        theirs = select(Account.id).where(Account.person_id == actor.person_id)
        rows = select(Outgoing).where(Outgoing.account_id.in_(theirs)).order_by(Outgoing.id.desc())
        buttons = [
            (text, value)
            for sent in await session.scalars(rows)
            for row in sent.payload.get("rows", ())
            for text, value in row
        ]
    pressed = next(value for text, value in buttons if label in text and value.startswith(data))
    await actor.does("presses_data", pressed, _somewhere(actor))


def _somewhere(actor: Actor) -> Sent:
    """Where a message of that day would be: Telegram has forgotten them."""
    return list(actor.user.private.messages.values())[-1]


async def test_what_was_open_goes_on(earlier: TestDesk) -> None:
    """Talks in their middle take the answer to what was asked; buttons of cards do what they said."""
    wang, emma, chen, li, zhao = _people(earlier)

    await chen.says("等客户发日志")  # why it is put on hold
    async with earlier.store.reading() as session:
        assert (await session.get_one(Ticket, 2)).state is TicketState.WAITING_CUSTOMER
    assert (await _talk(earlier, "suspend_because")).ended

    await _press(wang, "否", "t:")
    assert wang.sees("好的，继续处理")

    await _press(emma, "None of these", "t:")
    assert emma.buttons
    assert (await _talk(earlier, "report_problem")).asked not in ("", "which")

    async with earlier.store.reading() as session:
        version = (await session.get_one(Alert, 2)).version  # repeated since its card was sent first
    await zhao.does("presses_data", f"c:acknowledge:2:{version}:", _somewhere(zhao))
    async with earlier.store.reading() as session:
        assert (await session.get_one(Alert, 2)).acknowledged_by == zhao.person_id

    await _press(li, "接单", "c:accept:1:")
    async with earlier.store.reading() as session:
        assert (await session.get_one(Dispatch, 1)).state is OrderState.ACCEPTED
    await li.does("presses_data", "c:accept:1:3:", _somewhere(li))  # the card is an old one now
    assert li.sees("有了变化")


async def test_clocks_run_on(earlier: TestDesk) -> None:
    """What was promised before is still kept an eye on."""
    _wang, _emma, _chen, _li, zhao = _people(earlier)
    await earlier.forward(hours=2)
    assert zhao.sees("超时")
