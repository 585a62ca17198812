"""The digest of last month, to those who keep the problem base (KB-6)."""

from dataclasses import replace

from desk.people import Person
from desk.reports.digest import Digest, readers
from handlers import digest
from handlers.message import Message
from handlers.notices.notice import Notice, to


async def due(notice: Notice) -> list[Message]:
    """Of all products, or of the one that they look after."""
    month = (await notice.session.get_one(Digest, notice.entry.record_id)).month
    people = await readers(notice.session)
    made = dict[tuple[str, str | None], Message]()  # drawn once for all who get the same
    for person in people:
        with to(person):
            if _wanted(person) not in made:
                made[_wanted(person)] = await digest.message(
                    notice.session, person, month, _product(person), notice.now
                )
    return [replace(made[_wanted(person)], to=person.id) for person in people]


def _wanted(person: Person) -> tuple[str, str | None]:
    return person.language, _product(person)


def _product(person: Person) -> str | None:
    """None: all of them."""
    return person.products[0] if len(person.products) == 1 else None
