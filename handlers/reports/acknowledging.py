"""The complaint analysis is acknowledged by a button, and a measure begins from it (COM-8, COM-5)."""

from datetime import date

from sqlalchemy import select

from desk.complaints import register
from desk.complaints.complaint import Complaint
from desk.figures.periods import month
from desk.figures.scope import between
from desk.reports import acknowledgements, monthly_reports
from desk.reports.monthly_reports import MonthlyReport, What
from errors import NotAllowed, NotFound
from handlers.chat.cards import button, verb
from handlers.chat.message import Message, Rows
from handlers.chat.turn import Turn
from handlers.reports.digest import number_of
from i18n import _
from i18n import month as named
from i18n.joining import labelled, listed

MOST = 20  # complaints offered


def buttons(report: MonthlyReport) -> Rows:
    """Beneath the analysis."""
    if report.what is not What.COMPLAINTS:
        return []
    n = number_of(report.month)
    return [
        [button(_("✅ Noted"), "note_report", n), button(_("👀 Who has noted it"), "report_noted_by", n)],
        [button(_("🛡 Start a measure"), "report_measure", n)],
    ]


def reminder(report: MonthlyReport, person: int) -> Message:
    text = _("Please take note of the complaint analysis of {month}: one tap is enough.")
    rows = [
        *buttons(report),
        [button(_("📑 Show it"), "show_report", number_of(report.month), 0, f"{What.COMPLAINTS}.")],
    ]
    return Message(
        person, text.format(month=named(report.month)), rows=rows, card=f"note:{report.id}", fresh=True
    )


async def _month(turn: Turn, number: int) -> date:
    """Raises NotAllowed if they do not get the analysis."""
    if not await monthly_reports.may_read(turn.session, turn.person, What.COMPLAINTS):
        raise NotAllowed(_("You cannot do that. If you should, please ask an administrator."))
    year, of_year = divmod(number, 100)
    if not (2000 <= year < 3000 and 1 <= of_year <= 12):
        raise NotFound(_("There is no report of that month."))
    return date(year, of_year, 1)


@verb
async def note_report(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number` is the month, as 202602."""
    first = await _month(turn, number)
    await acknowledgements.acknowledge(turn.session, first, turn.person, turn.now)
    await _tell(turn, first)


@verb
async def report_noted_by(turn: Turn, number: int, version: int, extra: str) -> None:
    await _tell(turn, await _month(turn, number))


async def _tell(turn: Turn, first: date) -> None:
    """Who has taken note, and who has not."""
    report = await monthly_reports.find(turn.session, What.COMPLAINTS, first)
    rows = await acknowledgements.of(turn.session, report)
    noted = listed(person.name for row, person in rows if row.acknowledged_at)
    waiting = listed(person.name for row, person in rows if not row.acknowledged_at)
    lines = [labelled(_("Noted"), noted or "–"), labelled(_("Not yet"), waiting or "–")]
    turn.say("\n".join(lines), title=_("Complaint analysis of {month}").format(month=named(first)))


@verb
async def report_measure(turn: Turn, number: int, version: int, extra: str) -> None:
    """Which of the month's complaints it follows from; then what, who, until when (COM-5)."""
    bounds = month(await _month(turn, number)).bounds
    theirs = await register.scope(turn.session, turn.person)
    valid = select(Complaint).where(theirs, Complaint.valid.is_(True), between(Complaint.received_at, bounds))
    found = list(await turn.session.scalars(valid.order_by(Complaint.id.desc()).limit(MOST)))
    if not found:
        return turn.say(
            _(
                "That month has no valid complaint that you may read. The quality supervisor can start a measure."
            )
        )
    rows = [[button(f"{each.number} · {each.title}", "add_measure", each.id)] for each in found]
    return turn.say(_("Which complaint does the measure follow from?"), rows)
