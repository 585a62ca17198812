"""A branch's report: its head adds summary and support needed, question by question; headquarters answers (STA-6)."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.figures.labels import short
from desk.people import Person
from desk.reports import branch_reports, monthly_reports
from desk.reports.branch_reports import BranchReport
from desk.reports.monthly_reports import EVERYWHERE, MonthlyReport, What
from errors import NotAllowed, NotFound
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Button, Message, Priority, Rows
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.reports.digest import number_of
from i18n import _, dated, moment
from i18n import month as named
from i18n.joining import labelled

KEEP, SEND = "keep", "send"
LONGEST = 1500  # characters of each part: all of it stands in one message


async def buttons(session: AsyncSession, report: MonthlyReport, reader: Person) -> Rows:
    """Beneath a branch's report: what its head, or headquarters, can still do."""
    row = await branch_reports.of(session, report)
    if row is not None and row.answered_at is not None:
        return []
    if monthly_reports.bound(reader) == report.region:
        return [[_write(report)]]
    if row is not None and row.handed_in_at and reader in await branch_reports.headquarters(session):
        return [[_answer(row)]]
    return []


@dated
async def lead(session: AsyncSession, report: MonthlyReport, reader: Person, now: datetime) -> str:
    """What the head is asked for, with their report."""
    row = await branch_reports.of(session, report)
    if (
        row is None
        or row.handed_in_at
        or row.limit_at is None
        or monthly_reports.bound(reader) != report.region
    ):
        return ""
    return _wanted(row, now)


def _wanted(row: BranchReport, now: datetime) -> str:
    assert row.limit_at is not None
    text = _("The figures are filled in. Please add a summary and the support that you need, by {limit}.")
    if row.late(now):
        text = _("Headquarters waits for your summary and the support that you need, since {limit}.")
    return text.format(limit=moment(row.limit_at, now))


def _write(report: MonthlyReport) -> Button:
    return button(_("✍️ Summary and support needed"), "write_branch_report", number_of(report.month))


def _answer(row: BranchReport) -> Button:
    return button(_("✍️ Answer"), "answer_branch_report", row.id)


def _show(report: MonthlyReport) -> Button:
    extra = f"{What.SERVICE}.{short(report.region)}"
    return button(_("📑 Show it"), "show_report", number_of(report.month), 0, extra)


async def overview(session: AsyncSession, month: date, now: datetime) -> list[str]:
    """How the branches of a month stand, for headquarters."""
    return [
        labelled(region, _state(row, now)) for region, row in await branch_reports.of_month(session, month)
    ]


def _state(row: BranchReport, now: datetime) -> str:
    if row.handed_in_at is None:
        return _("⏰ late, not handed in yet") if row.late(now) else _("not handed in yet")
    state = _("⏰ handed in late") if row.late(now) else _("handed in")
    if row.answered_at:
        return _("{state}, answered").format(state=state)
    return _("🆘 {state}, needs support").format(state=state) if row.support else state


@verb
async def write_branch_report(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number` is the month, as 202602; the branch is their own."""
    region = monthly_reports.bound(turn.person)
    if region == EVERYWHERE:
        raise NotAllowed(_("The head of the branch writes that."))
    year, of_year = divmod(number, 100)
    known = 2000 <= year < 3000 and 1 <= of_year <= 12
    month = date(year, of_year, 1) if known else None
    report = await monthly_reports.find(turn.session, What.SERVICE, month, region) if month else None
    if report is None or report.made_at is None:
        raise NotFound(_("There is no report of that month."))
    await branch_reports.access_writing(turn.session, turn.person, report)
    await start(turn, writes_branch_report, {"report": report.id})


@flow
async def writes_branch_report(talk: Talk) -> None:
    """Two questions, and a last look; what was written before need not be written again."""
    session = talk.turn.session
    report = await session.get_one(MonthlyReport, talk.args["report"])
    row = await branch_reports.access_writing(session, talk.person, report)
    before = {"summary": row.summary, "support": row.support} if row and row.handed_in_at else {}
    month = named(report.month)
    summary = await _part(
        talk, "summary", _("In a few sentences: how was {month} in {region}?").format(month=month, region=report.region), before
    )  # fmt: skip
    support = await _part(
        talk, "support", _("Which support do you need from headquarters? It is read first."), before
    )
    lines = [
        labelled(_("🆘 Support needed"), support or _("none")),
        labelled(_("Summary"), summary),
        _("The figures are filled in already. Send it to headquarters?"),
    ]
    options = [(SEND, _("📨 Send")), ("summary", _("✏️ Summary")), ("support", _("✏️ Support needed"))]
    chosen = await talk.ask("last", Choice("\n".join(lines), options=options))
    if chosen != SEND:
        talk.correct(chosen, "last")
    await branch_reports.hand_in(session, report, summary, support, talk.person, talk.turn.now)
    talk.say(
        _("Headquarters has the report of {month} with your words. You hear when it answers.").format(
            month=month
        )
    )


async def _part(talk: Talk, name: str, prompt: str, before: dict[str, str]) -> str:
    """The words of this part; "" when nothing is needed."""
    options = [(SKIP, _("Nothing this month"))] if name == "support" else []
    if said := before.get(name):
        prompt = "\n".join([prompt, labelled(_("So far"), said)])
        options.append((KEEP, _("Leave it as it is")))
    words = await talk.ask(name, Words(prompt, options=options, longest=LONGEST, shortest=2))
    return {KEEP: before.get(name, ""), SKIP: ""}.get(words, words)


@verb
async def answer_branch_report(turn: Turn, number: int, version: int, extra: str) -> None:
    await branch_reports.access_answer(turn.session, turn.person, number)
    await start(turn, answers_branch_report, {"row": number})


@flow
async def answers_branch_report(talk: Talk) -> None:
    """Both stand on the report from then on."""
    session = talk.turn.session
    row = await branch_reports.access_answer(session, talk.person, talk.args["row"])
    report = await session.get_one(MonthlyReport, row.report_id)
    lines = [
        labelled(_("🆘 Support needed"), row.support or _("none")),
        _("What do you answer {region}?").format(region=report.region),
    ]
    options = [] if row.support else [(SKIP, _("👍 Noted, thank you"))]
    words = await talk.ask("words", Words("\n".join(lines), options=options, longest=LONGEST, shortest=2))
    words = _("Noted, thank you.") if words == SKIP else words
    await branch_reports.answer(session, row, words, talk.person, talk.turn.now)
    talk.say(_("{region} reads your answer now.").format(region=report.region))


@dated
async def asked(session: AsyncSession, row: BranchReport, viewer: Person, now: datetime) -> Message:
    """To the head, until it is handed in."""
    report = await session.get_one(MonthlyReport, row.report_id)
    return _card(row, report, viewer, _wanted(row, now), [[_write(report)]])


@dated
async def late(session: AsyncSession, row: BranchReport, viewer: Person, now: datetime) -> Message:
    """The message to those above the head."""
    report = await session.get_one(MonthlyReport, row.report_id)
    assert row.limit_at is not None
    text = _("The head of the branch has not handed it in; it was expected by {limit}.")
    return _card(row, report, viewer, text.format(limit=moment(row.limit_at, now)), [])


async def unanswered(session: AsyncSession, row: BranchReport, viewer: Person, now: datetime) -> Message:
    """The message to headquarters."""
    report = await session.get_one(MonthlyReport, row.report_id)
    lines = [labelled(_("🆘 Support needed"), row.support), _("The branch waits for your answer.")]
    return _card(row, report, viewer, "\n".join(lines), [[_answer(row)]])


async def answered(session: AsyncSession, row: BranchReport, viewer: Person, now: datetime) -> Message:
    """To the head."""
    report = await session.get_one(MonthlyReport, row.report_id)
    by = await session.get_one(Person, row.answered_by)
    text = labelled(_("{name} answers").format(name=by.name), row.answer)
    return _card(row, report, viewer, text, [])


def _card(row: BranchReport, report: MonthlyReport, viewer: Person, text: str, rows: Rows) -> Message:
    title = _("📑 Report of {region} · {month}").format(region=report.region, month=named(report.month))
    return Message(
        viewer.id, text, title=title, rows=[*rows, [_show(report)]], card=row.ref, priority=Priority.NOTICE
    )
