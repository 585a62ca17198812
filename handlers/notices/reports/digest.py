"""The digest of last month, to the editors of the problem base (KB-6)."""

from desk import jobs
from desk.people import Person
from desk.reports.digest import Digest, readers
from handlers.chat.message import Message
from handlers.notices.notice import Notice
from handlers.reports.digest import number_of, show_digest


async def due(notice: Notice) -> list[Message]:
    """Of all products, or of the one that they look after; it comes as soon as it is counted."""
    month = (await notice.session.get_one(Digest, notice.entry.record_id)).month
    for person in await readers(notice.session):
        args = number_of(month), 0, _product(person)
        await jobs.ask(notice.session, show_digest.__name__, args, person, notice.now)
    return []


def _product(person: Person) -> str:
    """ "": all of them."""
    return person.products[0] if len(person.products) == 1 else ""
