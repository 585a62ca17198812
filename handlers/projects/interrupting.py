"""A pause, an early end, the assessment, unfinished work: what is asked before such a step is taken (PRJ-4)."""

from datetime import date

from desk.projects import assessment, interruption, plan, process
from desk.projects.project import REASON_NAMES, Project, StopReason
from desk.surveys import survey_catalogue
from handlers.chat.cards import verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import Day
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.projects import formatting
from handlers.projects.talks import DONE, load, mine
from handlers.surveys import form_questions
from i18n import _, day

PAUSES = (StopReason.CUSTOMER, StopReason.DATA, StopReason.SITE, StopReason.OTHER)
ENDS = (StopReason.UNSOLVABLE, StopReason.PROMISE, StopReason.GAP, StopReason.CUSTOMER, StopReason.OTHER)
LOOKS = (3, 7, 14)  # days ahead that are offered


async def _reason(talk: Talk, reasons: tuple[StopReason, ...]) -> tuple[StopReason, str]:
    options = [(reason, _(REASON_NAMES[reason])) for reason in reasons]
    reason = await talk.ask("reason", Choice(_("Why?"), options=options))
    said = await talk.ask("words", Words(_("A few words more, please."), shortest=2, longest=1000))
    return StopReason(reason), said


@flow
async def asks_pause(talk: Talk) -> None:
    """Why, and when it is looked at again."""
    session, project = talk.turn.session, await mine(talk)
    reason, said = await _reason(talk, PAUSES)
    today, working = (
        await process.today(session, project, talk.turn.now),
        await process.working(session, project),
    )
    offers = [working.next_working_day(date.fromordinal(today.toordinal() + n)) for n in LOOKS]
    options = [(each.isoformat(), day(each, today)) for each in offers]
    again = await talk.ask(
        "again", Day(_("When do we look at it again?"), options=options, today=today, limit=Limit.FROM)
    )
    await interruption.ask_pause(
        session, project, reason, said, date.fromisoformat(again), talk.person, talk.turn.now
    )


@flow
async def asks_end(talk: Talk) -> None:
    session, project = talk.turn.session, await mine(talk)
    reason, said = await _reason(talk, ENDS)
    await interruption.ask_end(session, project, reason, said, talk.person, talk.turn.now)


@verb
async def assess_project(turn: Turn, number: int, version: int, extra: str) -> None:
    project = await load(turn, number)
    await start(turn, assesses_project, {"project": project.id})


@flow
async def assesses_project(talk: Talk) -> None:
    """The list, question by question; nobody sees the other's before both are in."""
    session = talk.turn.session
    project = await load(talk.turn, talk.args["project"])
    version = await talk.once("version", lambda: survey_catalogue.newest(session, assessment.FORM))
    form = await survey_catalogue.form(session, assessment.FORM, version)
    answers = await form_questions.answers(talk, form)
    await assessment.tick(session, project, answers, version, talk.person, talk.turn.now)


@flow
async def reopens_items(talk: Talk) -> None:
    """Which items, one after the other, and what is to be done."""
    session, project = talk.turn.session, await mine(talk)
    done = [item for item in await plan.items(session, project) if item.is_done]
    chosen: list[int] = []
    while left := [item for item in done if item.id not in chosen]:
        options = [(str(item.id), formatting.named(item.words)) for item in left]
        enough = [(DONE, _("That is all"))] if chosen else []
        prompt = _("Which item is to be done again?") if not chosen else _("Another one?")
        answer = await talk.ask(f"item {len(chosen)}", Choice(prompt, options=[*enough, *options]))
        if answer == DONE:
            break
        chosen.append(int(answer))
    said = await talk.ask("words", Words(_("What is to be done?"), shortest=2, longest=1000))
    await assessment.redo(session, project, chosen, said, talk.person, talk.turn.now)


async def granted(turn: Turn, project: Project, said: str) -> None:
    await interruption.grant(turn.session, project, turn.person, turn.now)


async def declined(turn: Turn, project: Project, said: str) -> None:
    await interruption.decline(turn.session, project, said, turn.person, turn.now)


async def resumed(turn: Turn, project: Project, said: str) -> None:
    await interruption.resume(turn.session, project, turn.person, turn.now)


async def assessing(turn: Turn, project: Project, said: str) -> None:
    await assessment.begin(turn.session, project, turn.person, turn.now)


async def passed(turn: Turn, project: Project, said: str) -> None:
    await assessment.passed(turn.session, project, turn.person, turn.now)
