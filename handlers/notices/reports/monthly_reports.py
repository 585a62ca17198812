"""Notices of the monthly reports, to their recipients (STA-3, COM-6); of branches, to head and headquarters (STA-6)."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from functools import partial

from desk import jobs
from desk.figures.churn import ChurnReport
from desk.people import Person
from desk.reports import branch_reports, churn_report
from desk.reports.acknowledgements import Acknowledgement
from desk.reports.branch_reports import BranchReport
from desk.reports.monthly_reports import MonthlyReport, readers
from desk.sales import account_team
from handlers.chat.message import Message, Priority
from handlers.figures.churn import report_churn, tell_risks
from handlers.notices.notice import Notice, cards_for, to
from handlers.reports import acknowledging, branch
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


async def _of_branch(notice: Notice) -> tuple[BranchReport, MonthlyReport]:
    row = await notice.session.get_one(BranchReport, notice.entry.record_id)
    return row, await notice.session.get_one(MonthlyReport, row.report_id)


async def _cards(
    notice: Notice, row: BranchReport, made: Callable[..., Awaitable[Message]], people: Iterable[Person]
) -> list[Message]:
    return await cards_for(people, partial(made, notice.session, row, now=notice.now), fresh=True)


async def branch_reminded(notice: Notice) -> list[Message]:
    row, report = await _of_branch(notice)
    return await _cards(notice, row, branch.asked, await readers(notice.session, report))


async def branch_late(notice: Notice) -> list[Message]:
    """The head is asked again, and the ladder hears, level by level."""
    row, report = await _of_branch(notice)
    heads = await readers(notice.session, report)
    others = [person for person in await branch_reports.above(notice.session, row) if person not in heads]
    return [
        *await _cards(notice, row, branch.asked, heads),
        *await _cards(notice, row, branch.late, others),
    ]


async def branch_handed_in(notice: Notice) -> list[Message]:
    """Headquarters gets the report with the head's words, and its files, as soon as they are made."""
    _row, report = await _of_branch(notice)
    for person in await branch_reports.headquarters(notice.session):
        await jobs.ask(
            notice.session, show_report.__name__, carried(report), person, notice.now, queue_key=REPORTS
        )
    return []


async def branch_unanswered(notice: Notice) -> list[Message]:
    row, _report = await _of_branch(notice)
    people = await branch_reports.headquarters(notice.session)
    return await _cards(notice, row, branch.unanswered, people)


async def branch_answered(notice: Notice) -> list[Message]:
    row, report = await _of_branch(notice)
    return await _cards(notice, row, branch.answered, await readers(notice.session, report))


async def churn_due(notice: Notice) -> list[Message]:
    """Lost customers of the half-year that is over, to the heads (STA-5)."""
    row = await notice.session.get_one(ChurnReport, notice.entry.record_id)
    for person in await churn_report.readers(notice.session):
        await jobs.ask(
            notice.session, report_churn.__name__, [int(f"{row.first:%Y%m%d}")], person, notice.now
        )
    return []


async def risks_due(notice: Notice) -> list[Message]:
    """Each account manager hears who of theirs is at risk (STA-5)."""
    for person in await account_team.account_managers(notice.session):
        await jobs.ask(notice.session, tell_risks.__name__, [], person, notice.now)
    return []
