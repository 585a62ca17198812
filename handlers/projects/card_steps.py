"""Steps of a project by button: what each asks before it is taken; the table of them is `desk/projects/steps.py` (PRJ-1, PRJ-4, PRJ-7)."""

from collections.abc import Awaitable, Callable

from desk.dispatch.visit_record import Opinion
from desk.people import Person
from desk.projects import acceptance, people, preparation, process, reviews, steps, templates
from desk.projects.process import Staffing
from desk.projects.project import Project
from desk.projects.steps import Step
from desk.roles import WATCHERS, WORKERS
from errors import NotFound
from handlers.chat.cards import if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.projects import card, interrupting
from handlers.projects.formatting import named
from handlers.projects.talks import DONE, about, load, mine, show
from i18n import N_, _

NOBODY = "nobody"
Taken = Callable[[Turn, Project, str], Awaitable[None]]  # with the words that were asked


on_project = if_unchanged(load, show)


@verb
async def show_project(turn: Turn, number: int, version: int, extra: str) -> None:
    turn.reply(await card.shown(turn.session, await load(turn, number), turn.person, turn.now))


@verb
@on_project
async def project_step(turn: Turn, project: Project, extra: str) -> None:
    """`extra` is the step."""
    if extra not in list(Step):
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    step = Step(extra)
    steps.check(step, project, await people.parts_of(turn.session, project, turn.person))
    if step in ASKS:
        return await start(turn, step_words, about(project, step=step))
    if step in FLOWS:
        return await start(turn, FLOWS[step], about(project))
    return await TAKEN[step](turn, project, "")


ASKS: dict[Step, str] = {
    Step.SEND_BACK: N_("What is missing? The applicant reads it."),
    Step.APPLY_AGAIN: N_("What has changed?"),
    Step.RETURN_PLAN: N_("What should the plan say instead?"),
    Step.OVERRIDE: N_("Why do you begin before all is prepared? The customer reads it."),
    Step.DECLINE_PAUSE: N_("Why not? Whoever asked reads it."),
    Step.DECLINE_END: N_("Why not? Whoever asked reads it."),
    Step.NOT_YET: N_("What is still missing? Your project manager reads it."),
    Step.WISH_PLAN: N_("What would you like to be different? Your project manager and sales read it."),
}


@flow
async def step_words(talk: Talk) -> None:
    """A step with a word for those who read of it."""
    project, step = await mine(talk), Step(talk.args["step"])
    words = await talk.ask("words", Words(_(ASKS[step]), shortest=2))
    await TAKEN[step](talk.turn, project, words)


def _simply(step: Step) -> Taken:
    async def taken(turn: Turn, project: Project, words: str) -> None:
        await process.take(turn.session, project, step, turn.person, turn.now, words)

    return taken


async def _withdraw(turn: Turn, project: Project, words: str) -> None:
    await process.withdraw(turn.session, project, turn.person, turn.now)


async def _submit(turn: Turn, project: Project, words: str) -> None:
    await process.submit_plan(turn.session, project, turn.person, turn.now)


async def _approve_plan(turn: Turn, project: Project, words: str) -> None:
    await process.approve_plan(turn.session, project, turn.person, turn.now)


async def _agree(turn: Turn, project: Project, words: str) -> None:
    await process.agree_plan(turn.session, project, turn.person, turn.now)


async def _wish(turn: Turn, project: Project, words: str) -> None:
    await process.wish(turn.session, project, words, turn.person, turn.now)


async def _confirm(turn: Turn, project: Project, words: str) -> None:
    await preparation.confirm_all(turn.session, project, turn.person, turn.now)


async def _override(turn: Turn, project: Project, words: str) -> None:
    await preparation.override(turn.session, project, words, turn.person, turn.now)


@flow
async def hands_project_over(talk: Talk) -> None:
    """With the release that was installed (CUS-11); then the customer signs."""
    project = await mine(talk)
    usual = [(SKIP, _("I do not know"))]
    release = await talk.ask(
        "release", Words(_("Which version is installed there?"), options=usual, longest=40)
    )
    await acceptance.hand_over(
        talk.turn.session, project, "" if release == SKIP else release, talk.person, talk.turn.now
    )


async def _not_yet(turn: Turn, project: Project, words: str) -> None:
    await acceptance.not_yet(turn.session, project, words, turn.person, turn.now)


async def _sign(turn: Turn, project: Project, words: str) -> None:
    await acceptance.sign(turn.session, project, Opinion.SATISFIED, turn.person, turn.now)


async def _end_trial(turn: Turn, project: Project, words: str) -> None:
    await acceptance.end_trial(turn.session, project, turn.person, turn.now)


async def _archive(turn: Turn, project: Project, words: str) -> None:
    await reviews.archive(turn.session, project, turn.person, turn.now)


TAKEN: dict[Step, Taken] = {
    Step.NOT_YET: _not_yet,
    Step.SIGN: _sign,
    Step.END_TRIAL: _end_trial,
    Step.ARCHIVE: _archive,
    Step.GRANT_PAUSE: interrupting.granted,
    Step.GRANT_END: interrupting.granted,
    Step.DECLINE_PAUSE: interrupting.declined,
    Step.DECLINE_END: interrupting.declined,
    Step.RESUME: interrupting.resumed,
    Step.ASSESS: interrupting.assessing,
    Step.PASS: interrupting.passed,
    Step.CONFIRM: _confirm,
    Step.OVERRIDE: _override,
    Step.SEND_BACK: _simply(Step.SEND_BACK),
    Step.WITHDRAW: _withdraw,
    Step.APPLY_AGAIN: _simply(Step.APPLY_AGAIN),
    Step.SUBMIT_PLAN: _submit,
    Step.RETURN_PLAN: _simply(Step.RETURN_PLAN),
    Step.APPROVE_PLAN: _approve_plan,
    Step.WISH_PLAN: _wish,
    Step.AGREE_PLAN: _agree,
    Step.TAKE_UP_PLAN: _simply(Step.TAKE_UP_PLAN),
}


@flow
async def approve_project(talk: Talk) -> None:
    """The head names the manager, the members, and who watches progress and quality (PRJ-6, PRJ-7)."""
    session, project = talk.turn.session, await mine(talk)
    template = await _template(talk, project)
    managers = await people.managers(session)
    answer = await talk.ask("manager", Choice(_("Who manages it?"), options=_people(managers)))
    manager = int(answer)
    workers = [p for p in await people.all_of(session, WORKERS) if p.id != manager]
    members = await _several(talk, workers)
    watchers = [p for p in await people.all_of(session, WATCHERS) if p.id != manager]
    progress = await talk.ask(
        "progress",
        Choice(_("Who watches its progress?"), options=[*_people(watchers), (NOBODY, _("No one"))]),
    )
    others = [p for p in watchers if str(p.id) != progress]
    quality = await talk.ask(
        "quality", Choice(_("And who its quality?"), options=[*_people(others), (NOBODY, _("No one"))])
    )
    staffing = Staffing(
        manager,
        members,
        progress=None if progress == NOBODY else int(progress),
        quality=None if quality == NOBODY else int(quality),
        template=template,
    )
    await process.approve(session, project, staffing, talk.person, talk.turn.now)


async def _template(talk: Talk, project: Project) -> str:
    """Asked when the application names none: what fits the products stands first (PRJ-1)."""
    if project.template:
        return project.template
    known = await templates.all_of(talk.turn.session)
    codes = templates.by_fit(known, project.products)
    names = [(code, named(known[code]["name"])) for code in codes]
    return await talk.ask("template", Choice(_("After which template is it planned?"), options=names))


async def _several(talk: Talk, workers: list[Person]) -> list[int]:
    """One after the other, until that is all."""
    chosen: list[int] = []
    while left := [person for person in workers if person.id not in chosen]:
        prompt = _("Who works on it?") if not chosen else _("Who else?")
        more = [(DONE, _("That is all"))]
        answer = await talk.ask(f"member {len(chosen)}", Choice(prompt, options=[*more, *_people(left)]))
        if answer == DONE:
            break
        chosen.append(int(answer))
    return chosen


def _people(those: list[Person]) -> list[tuple[str, str]]:
    return [(str(person.id), person.name) for person in those]


FLOWS = {
    Step.APPROVE: approve_project,
    Step.HAND_OVER: hands_project_over,
    Step.ASK_PAUSE: interrupting.asks_pause,
    Step.ASK_END: interrupting.asks_end,
    Step.REDO: interrupting.reopens_items,
}
