"""The monthly reports, to those who get them (STA-3, COM-6)."""

from desk import jobs
from desk.reports.monthly_reports import Report, readers
from handlers.chat.message import Message
from handlers.notices.notice import Notice
from handlers.reports.page import REPORTS, carried, show_report


async def due(notice: Notice) -> list[Message]:
    """It comes as soon as it is counted: once, by whoever is the first in the lane."""
    report = await notice.session.get_one(Report, notice.entry.record_id)
    for person in await readers(notice.session, report):
        await jobs.ask(
            notice.session, show_report.__name__, carried(report), person, notice.now, lane=REPORTS
        )
    return []
