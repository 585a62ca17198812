"""Messages in the outbox of an otherwise empty desk, for the tests of the sender."""

from collections.abc import Iterable

from sqlalchemy import func, select

from bot.delivery.rows import WAITING, Outgoing
from desk.people import Account, Person
from handlers.chat.message import Priority
from store import Store
from tests.fakes.desk import MONDAY


async def waiting(store: Store, messages: Iterable[tuple[int, str, Priority]]) -> None:
    """So many messages: to which chat, what, and how pressing."""
    async with store.transaction() as session:
        accounts: dict[int, Account] = {}
        for chat, text, priority in messages:
            if chat not in accounts:
                person = Person(name=f"客户{chat}", created_at=MONDAY)
                session.add(person)
                await session.flush()
                new = Account(person_id=person.id, channel="telegram", address=str(chat), seen_at=MONDAY)
                session.add(new)
                await session.flush()
                accounts[chat] = new
            payload = {"text": text, "title": "", "rows": [], "share_phone": "", "files": []}
            to = {
                "person_id": accounts[chat].person_id,
                "account_id": accounts[chat].id,
                "priority": priority,
            }
            session.add(Outgoing(**to, payload=payload, due_at=MONDAY, created_at=MONDAY))


async def unsent(store: Store) -> int:
    async with store.reading() as session:
        rows = select(func.count()).select_from(Outgoing).where(Outgoing.state == WAITING)
        return await session.scalar(rows) or 0
