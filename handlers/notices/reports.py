"""The monthly reports, to those who get them (STA-3, COM-6)."""

from desk.reports.reports import Report, readers
from handlers.message import Message
from handlers.notices.notice import Notice, to
from handlers.reports.sending import message, to_another


async def due(notice: Notice) -> list[Message]:
    """Made once for all who speak the same language."""
    report = await notice.session.get_one(Report, notice.entry.record_id)
    made: dict[str, Message] = {}
    people = await readers(notice.session, report)
    for person in people:
        if person.language not in made:
            with to(person):
                made[person.language] = await message(notice.session, report, person)
    return [to_another(made[person.language], person) for person in people]
