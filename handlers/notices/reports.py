"""Notices of the monthly reports, to their recipients (STA-3, COM-6)."""

from dataclasses import replace

from desk import jobs
from desk.people import Person
from desk.reports.acknowledgements import Acknowledgement
from desk.reports.monthly_reports import MonthlyReport, readers
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, to
from handlers.reports import acknowledging
from handlers.reports.page import REPORTS, carried, show_report
from i18n import _, month


async def empty(notice: Notice) -> list[Message]:
    """One line instead of documents full of zeros; once to each recipient, for all their reports."""
    report = await notice.session.get_one(MonthlyReport, notice.entry.record_id)
    messages = []
    for person in await readers(notice.session, report):
        with to(person):
            text = _(
                "Nothing was reported in {month}, so there are no reports. /reports shows other months."
            ).format(month=month(report.month))
        card = f"no_reports:{report.month}"
        messages.append(Message(person.id, text, card=card, priority=Priority.SURVEY))
    return messages


async def due(notice: Notice) -> list[Message]:
    """It is sent as soon as it is counted: once, by the first job of the queue key."""
    report = await notice.session.get_one(MonthlyReport, notice.entry.record_id)
    for person in await readers(notice.session, report):
        await jobs.ask(
            notice.session, show_report.__name__, carried(report), person, notice.now, queue_key=REPORTS
        )
    return []


async def unread(notice: Notice) -> list[Message]:
    """Who has not acknowledged the complaint analysis is asked again (COM-8)."""
    row = await notice.session.get_one(Acknowledgement, notice.entry.record_id)
    report = await notice.session.get_one(MonthlyReport, row.report_id)
    person = await notice.session.get_one(Person, row.person_id)
    with to(person):
        return [replace(acknowledging.reminder(report, person.id), priority=Priority.NOTICE)]
