"""Steps of a requirement by button: what each asks before it is taken; the table of them is `desk/requirements/steps.py` (REQ-1 to REQ-4)."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from desk.access import access_requirement, require_staff
from desk.calendars import dates
from desk.calendars.calendar import NINE
from desk.requirements import counting, likeness, merging, people, process, quoting, steps
from desk.requirements.requirement import OVER, Charge, Evaluation, Requirement, titled
from desk.requirements.steps import Step
from errors import BadInput, Blocked, NotFound, Stale
from handlers.chat.cards import as_begun, if_unchanged, says_it_changed, verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import When, day_of
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.requirements import card, evaluating, formatting
from i18n import _, company_day
from i18n.joining import one_line
from store import row_number

_QUARTER = re.compile(r"[qQ]\s?([1-4])(?!\d)|第?([1-4一二三四])\s?季|([1-4])(?:st|nd|rd|th) quarter")
_DIGITS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_YEAR = re.compile(r"20\d\d")
OTHERS = 30  # that may be the same, to choose from


async def load(turn: Turn, number: int) -> Requirement:
    return await access_requirement(turn.session, turn.person, number)


@says_it_changed
async def show(turn: Turn, requirement: Requirement) -> None:
    turn.reply(await card.shown(turn.session, requirement, turn.person, turn.now))


on_requirement = if_unchanged(load, show)


@verb
async def show_requirement(turn: Turn, number: int, version: int, extra: str) -> None:
    turn.reply(await card.shown(turn.session, await load(turn, number), turn.person, turn.now))


@verb
async def hush_requirement(turn: Turn, number: int, version: int, extra: str) -> None:
    """For the person who asked; pressed twice it is the same."""
    requirement = await load(turn, number)
    if await people.asks(turn.session, requirement, turn.person) is None:
        raise NotFound(_("I cannot find that requirement among yours."))
    await process.hush(turn.session, requirement, turn.person, turn.now)
    turn.say(
        _("All right, you hear no more of {number}. Your voice counts all the same.").format(
            number=requirement.number
        )
    )


@verb
async def open_requirement_files(turn: Turn, number: int, version: int, extra: str) -> None:
    """What was sent along with the wishes, for staff."""
    require_staff(turn.person)
    requirement = await load(turn, number)
    cast = await people.voices(turn.session, requirement)
    files = tuple(dict.fromkeys(file for voice in cast for file in voice.files))
    turn.say(f"📎 {requirement.number}", files=files)


@verb
@on_requirement
async def requirement_step(turn: Turn, requirement: Requirement, extra: str) -> None:
    """`extra` is the step."""
    if extra not in list(Step):
        raise NotFound(_("I cannot find that."))
    step = Step(extra)
    steps.check(step, requirement, await people.parts_of(turn.session, requirement, turn.person))
    if step in formatting.EVALUATED:
        _all_marked(requirement)
    if step in ASKS:
        await start(
            turn,
            takes_requirement_step,
            {"requirement": requirement.id, "version": requirement.version, "step": step},
        )
    else:
        await _do(turn, requirement, step, {})


@flow
async def takes_requirement_step(talk: Talk) -> None:
    """What the step needs to be told, then the step."""
    requirement = await access_requirement(talk.turn.session, talk.person, talk.args["requirement"])
    as_begun(talk, requirement)
    step = Step(talk.args["step"])
    await _do(talk.turn, requirement, step, await ASKS[step](talk, requirement))


async def _do(turn: Turn, requirement: Requirement, step: Step, facts: dict[str, Any]) -> None:
    session, by, now = turn.session, turn.person, turn.now
    if step in formatting.EVALUATED:
        await _evaluated(turn, requirement, step, facts)
    elif step in (Step.CONFIRM, Step.NOT_QUITE):
        await process.delivered(session, requirement, step is Step.CONFIRM, facts.get("why", ""), by, now)
    elif step is Step.MERGE:
        into = await access_requirement(session, by, facts["into"])
        whole = await merging.merge(session, requirement, into, by, now)
        turn.say(_("{number} is part of {whole} now.").format(number=requirement.number, whole=whole.number))
    elif step is Step.TAKE_BACK:
        await process.take_back(session, requirement, by, now)
        turn.say(_("It is undone, and nobody was told."), card=f"{requirement.ref}:undo")
        turn.replies.append(replace(await evaluating.page(session, requirement, by, now), fresh=True))
    elif step is Step.UNDO:
        await merging.undo(session, requirement, by, now)
    else:
        await process.take(session, requirement, step, by, now, **facts)
        if step is Step.DELIVER:
            await quoting.done(session, requirement, by, requirement.how_to_use, now)


async def _evaluated(turn: Turn, requirement: Requirement, step: Step, facts: dict[str, Any]) -> None:
    """An outcome needs all four marks; it stands in the next report (REQ-2, REQ-5). Raises Blocked."""
    _all_marked(requirement)
    marks = dict(requirement.marks)
    if step is Step.QUOTE:
        await quoting.quote(turn.session, requirement, turn.person, turn.now, **facts)
    else:
        charge = Charge.FREE if step is Step.PLAN else requirement.charge
        await process.take(turn.session, requirement, step, turn.person, turn.now, charge=charge, **facts)
    turn.session.add(
        Evaluation(
            requirement_id=requirement.id, by_id=turn.person.id, at=turn.now, marks=marks,
            outcome=requirement.state, why=facts.get("why", ""),
        )
    )  # fmt: skip
    requirement.marks = {}
    await turn.session.flush()
    await evaluating.decided(turn, requirement)


def _all_marked(requirement: Requirement) -> None:
    """Raises Blocked."""
    if any(mark not in requirement.marks for mark in counting.EvaluationMark):
        raise Blocked(_("Please give all four marks first."))


Facts = dict[str, Any]


async def _reason(talk: Talk) -> str:
    return await talk.ask("why", Words(_("Why? Whoever asked reads it."), shortest=2, longest=600))


async def _instead(talk: Talk) -> str:
    prompt = _("What can they do instead?")
    answer = await talk.ask(
        "instead", Words(prompt, options=[(SKIP, _("There is no other way"))], longest=600)
    )
    return "" if answer == SKIP else answer


async def _answer(talk: Talk, requirement: Requirement) -> Facts:
    prompt = _("How is it done with the product as it is? Whoever asked reads it.")
    return {"instead": await talk.ask("how", Words(prompt, shortest=2, longest=1000)), "why": ""}


async def _way_round(talk: Talk, requirement: Requirement) -> Facts:
    prompt = _("What is the way round? Whoever asked reads it.")
    return {"instead": await talk.ask("how", Words(prompt, shortest=2, longest=1000)), "why": ""}


async def _decline(talk: Talk, requirement: Requirement) -> Facts:
    return {"why": await _reason(talk), "instead": await _instead(talk)}


async def _take_up(talk: Talk, requirement: Requirement) -> Facts:
    """A title that every customer may read: no names of people or customers."""
    if requirement.title:
        return {"why": "", "instead": ""}
    cast = await people.voices(talk.turn.session, requirement)
    proposed = one_line(formatting.veiled(titled(requirement, cast)), 60)
    prompt = _("Its title, as every customer may read it (no names):")
    answer = await talk.ask("title", Words(prompt, options=[("as_is", proposed)], shortest=2, longest=80))
    return {"title": proposed if answer == "as_is" else answer, "why": "", "instead": ""}


async def _quarter(talk: Talk, requirement: Requirement) -> Facts:
    options = [(each, formatting.quarter(each)) for each in dates.quarters(company_day(talk.turn.now))]
    target = await talk.ask("quarter", Quarter(_("For which quarter?"), options=options, columns=2))
    return {"target": target}


async def _plan(talk: Talk, requirement: Requirement) -> Facts:
    return {**await _quarter(talk, requirement), "why": "", "instead": ""}


async def _not_now(talk: Talk, requirement: Requirement) -> Facts:
    why = await _reason(talk)
    at = await talk.ask(
        "again",
        When(_("When is it looked at again? Like 2026-09-01."), talk.turn.now, usual=NINE, limit=Limit.FROM),
    )
    return {
        "why": why,
        "look_again_on": day_of(at),
        "instead": await _instead(talk),
    }


async def _deliver(talk: Talk, requirement: Requirement) -> Facts:
    release = await talk.ask("release", Words(_("In which version is it?"), longest=40))
    how = await talk.ask("use", Words(_("How is it used? Whoever asked reads it."), shortest=2, longest=1500))
    none = [(SKIP, _("No training needed"))]
    training = await talk.ask(
        "training", Words(_("Which training is there for it?"), options=none, longest=300)
    )
    return {"release": release, "how_to_use": how, "training": "" if training == SKIP else training}


async def _not_quite(talk: Talk, requirement: Requirement) -> Facts:
    return {"why": await talk.ask("why", Words(_("What is still missing?"), shortest=2, longest=1000))}


async def _say_why(talk: Talk, requirement: Requirement) -> Facts:
    return {"why": await _reason(talk)}


async def _settle(talk: Talk, requirement: Requirement) -> Facts:
    prompt = _("What was agreed on with the customer?")
    return {"why": await talk.ask("why", Words(prompt, shortest=2, longest=600))}


async def _merge(talk: Talk, requirement: Requirement) -> Facts:
    """The likest first; a number may be written."""
    session = talk.turn.session
    cast = await people.voices(session, requirement)
    query = select(Requirement).where(Requirement.id != requirement.id, Requirement.state.not_in(OVER))
    rest = list(await session.scalars(query.order_by(Requirement.id.desc()).limit(OTHERS)))
    titles = await people.titles(session, rest)
    near = await likeness.like(session, titled(requirement, cast), [], but=requirement.id)
    named = titled(requirement, cast), [titles[each.id] for each in rest]
    alike = await asyncio.to_thread(likeness.nearest, *named)
    found = dict.fromkeys([*near, *(rest[at] for at in alike), *rest])
    options = [
        (str(each.id), f"{each.number} {one_line(titles.get(each.id, each.title), 50)}") for each in found
    ]
    if not options:
        raise Stale(_("There is no other one yet."))
    prompt = _("Which one is it the same as? You can write its number, too, like R-1042.")
    answer = await talk.ask("into", Other(prompt, options=options))
    into = int(answer)
    try:
        await access_requirement(session, talk.person, into)
    except NotFound as hint:  # the written number is wrong
        raise BadInput(str(hint)) from None
    return {"into": into}


class Quarter(Choice):
    """Q4, 第四季度, 2027 Q1: the next one of that number, or of that year."""

    def heard(self, said: Said) -> str:
        found, year = _QUARTER.search(said.text[:40]), _YEAR.search(said.text[:40])
        number = next(filter(None, found.groups())) if found else ""
        for key, _label in self.options:
            if (
                number
                and key.endswith(f"Q{_DIGITS.get(number, number)}")
                and (year is None or key.startswith(year[0]))
            ):
                return key
        return super().heard(said)


class Other(Choice):
    """A number, as people call it, will do."""

    def heard(self, said: Any) -> str:
        digits = said.text.strip().lower().removeprefix("r").removeprefix("-")
        number = row_number(digits)
        if number is not None and number > 1000:
            return str(number - 1000)
        return super().heard(said)


ASKS: dict[Step, Callable[[Talk, Requirement], Awaitable[Facts]]] = {
    Step.ANSWER: _answer,
    Step.WAY_ROUND: _way_round,
    Step.TAKE_UP: _take_up,
    Step.DECLINE: _decline,
    Step.PLAN: _plan,
    Step.QUOTE: _plan,
    Step.NOT_NOW: _not_now,
    Step.REFUSE: _decline,
    Step.RETARGET: _quarter,
    Step.DELIVER: _deliver,
    Step.NOT_QUITE: _not_quite,
    Step.CANCEL: _say_why,
    Step.SETTLE: _settle,
    Step.MERGE: _merge,
}
