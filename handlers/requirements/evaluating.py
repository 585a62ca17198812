"""`/evaluate`: one requirement after the other, voices first, four marks and an outcome by button; at the end one report (REQ-2, REQ-5)."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_evaluation, require_staff
from desk.customers import Customer
from desk.events import Event
from desk.people import Person
from desk.requirements import counting, people, process
from desk.requirements.counting import CHOICES, SHORT_NAMES, EvaluationMark
from desk.requirements.requirement import STATE_NAMES, Evaluation, Requirement, RequirementState, Voice
from desk.requirements.steps import Step
from errors import NotAllowed, NotFound
from handlers.chat.cards import button, if_unchanged, says_it_changed, verb
from handlers.chat.jobs import job
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from handlers.requirements import card, report
from i18n import _, dated, moment, ngettext
from i18n.joining import labelled


async def command(turn: Turn) -> None:
    """/evaluate"""
    require_staff(turn.person)
    if turn.person not in await people.evaluators(turn.session):
        raise NotAllowed(_("Somebody else evaluates requirements."))
    await _next(turn, 0)


async def in_order(session: AsyncSession) -> list[Requirement]:
    """Those that wait for an evaluation; the weightiest first, a proposal only."""
    query = select(Requirement).where(Requirement.state == RequirementState.TO_EVALUATE)
    found = list(await session.scalars(query.order_by(Requirement.id)))
    cast: dict[int, list[Voice]] = defaultdict(list)
    numbers = [each.id for each in found]
    for voice in await session.scalars(select(Voice).where(Voice.requirement_id.in_(numbers))):
        cast[voice.requirement_id].append(voice)
    keys = (
        set(await session.scalars(select(Customer.id).where(Customer.category == "key"))) if found else set()
    )
    values = {
        r.id: counting.order_value(cast[r.id], keys, r.marks.get(EvaluationMark.EFFORT, "")) for r in found
    }
    return sorted(found, key=lambda each: (-values[each.id], each.id))


async def _next(turn: Turn, after: int) -> None:
    """The one that follows; the first one again after the last."""
    order = await in_order(turn.session)
    numbers = [each.id for each in order]
    at = numbers.index(after) + 1 if after in numbers else 0
    if order and at < len(order):
        turn.reply(await page(turn.session, order[at], turn.person, turn.now))
    else:
        turn.reply(await _end(turn, len(order)))


async def decided(turn: Turn, requirement: Requirement) -> None:
    """What was decided, to be undone for a while; then the one that follows."""
    if requirement.undo_until is not None:
        text = _("{number}: {state}. Whoever asked hears it at {time}; until then it can be undone.").format(
            number=requirement.number, state=_(STATE_NAMES[requirement.state]),
            time=moment(requirement.undo_until, turn.now),
        )  # fmt: skip
        rows = [[card.step(requirement, Step.TAKE_BACK)]]
        turn.replies.append(Message(turn.person.id, text, rows=rows, card=f"{requirement.ref}:undo"))
    await _next(turn, 0)


async def _end(turn: Turn, left: int) -> Message:
    waiting = select(func.count()).select_from(Evaluation).where(Evaluation.reported_at.is_(None))
    count = await turn.session.scalar(waiting) or 0
    lines = [
        ngettext("{n} requirement still waits.", "{n} requirements still wait.", left).format(n=left)
        if left
        else _("Nothing waits for an evaluation."),
        ngettext(
            "{n} evaluation is not reported yet.", "{n} evaluations are not reported yet.", count
        ).format(n=count)
        if count
        else "",
    ]
    rows = [[button(_("📑 Make the report"), "report_evaluations", turn.person.id)]] if count else []
    return Message(
        turn.person.id, "\n".join(filter(None, lines)), rows=rows, title=_("⚖️ Evaluation"), card="evaluation"
    )


@dated
async def page(session: AsyncSession, requirement: Requirement, viewer: Person, now: datetime) -> Message:
    """The card with the marks; those given show, and can be changed."""
    made = await card.for_staff(session, requirement, viewer, now)
    n, v = requirement.id, requirement.version
    rows: list[list[Button]] = []
    for mark in EvaluationMark:
        given = requirement.marks.get(mark)
        rows.append([
            button(
                f"{'●' if given == key else '○'} {_(name) if at else labelled(_(SHORT_NAMES[mark]), _(name))}",
                "mark_requirement", n, v, f"{mark}={key}",
            )
            for at, (key, name) in enumerate(CHOICES[mark].items())
        ])  # fmt: skip
    if all(mark in requirement.marks for mark in EvaluationMark):
        steps = [card.step(requirement, step) for step in (Step.PLAN, Step.QUOTE, Step.NOT_NOW, Step.REFUSE)]
        rows += [steps[:2], steps[2:]]
    else:
        made_text = _("Please give all four marks; then the outcome.")
        made = Message(
            viewer.id, f"{made.text}\n\n{made_text}", title=made.title, card=made.card, about=made.about
        )
    rows.append([
        card.step(requirement, Step.MERGE), button(_("⏭ Next"), "next_evaluation", n),
    ])  # fmt: skip
    return Message(viewer.id, made.text, title=made.title, rows=rows, card=made.card, about=made.about)


async def _load(turn: Turn, number: int) -> Requirement:
    return await access_evaluation(turn.session, turn.person, number)


@says_it_changed
async def _show(turn: Turn, requirement: Requirement) -> None:
    turn.reply(await page(turn.session, requirement, turn.person, turn.now))


on_evaluation = if_unchanged(_load, _show)


@verb
async def evaluate_requirement(turn: Turn, number: int, version: int, extra: str) -> None:
    requirement = await _load(turn, number)
    turn.reply(await page(turn.session, requirement, turn.person, turn.now))


@verb
async def next_evaluation(turn: Turn, number: int, version: int, extra: str) -> None:
    requirement = await _load(turn, number)
    await _next(turn, requirement.id)


@verb
@on_evaluation
async def mark_requirement(turn: Turn, requirement: Requirement, extra: str) -> None:
    """`extra` is mark=choice."""
    name, _equals, choice = extra.partition("=")
    if name not in list(EvaluationMark) or choice not in CHOICES[EvaluationMark(name)]:
        raise NotFound(_("I cannot find that."))
    if requirement.state is not RequirementState.TO_EVALUATE:
        return await _show(turn, requirement)
    requirement.marks = {**requirement.marks, name: choice}
    await process.write(
        turn.session,
        requirement,
        Event.REQUIREMENT_MARKED,
        turn.person.id,
        turn.now,
        mark=name,
        choice=choice,
    )
    turn.replies.append(await page(turn.session, requirement, turn.person, turn.now))
    return None


@verb
async def report_evaluations(turn: Turn, number: int, version: int, extra: str) -> None:
    """One report of all that were evaluated since the last one; pressed twice there is nothing more to report."""
    require_staff(turn.person)
    session = turn.session
    if turn.person not in await people.evaluators(session):
        raise NotAllowed(_("Somebody else evaluates requirements."))
    query = select(Evaluation).where(Evaluation.reported_at.is_(None)).order_by(Evaluation.id)
    found = list(await session.scalars(query.with_for_update()))
    if not found:
        return turn.say(_("All evaluations are reported already."))
    for evaluation in found:
        evaluation.reported_at = turn.now
    first = await session.get_one(Requirement, found[0].requirement_id)
    numbers = [evaluation.id for evaluation in found]
    await process.write(
        session, first, Event.REQUIREMENT_REPORTED, turn.person.id, turn.now, evaluations=numbers
    )
    return turn.say(_("The report goes to sales, implementation and the general manager."))


@job()
async def evaluation_report(turn: Turn, numbers: list[int], by: int) -> None:
    """To one of its readers, as soon as it is drawn; read by these only."""
    evaluator = await turn.session.get_one(Person, by)
    turn.replies.append(await report.message(turn.session, numbers, evaluator, turn.person, turn.now))
