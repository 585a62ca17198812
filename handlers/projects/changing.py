"""A change of scope or date while a project runs: asked for, worked out by the manager, offered, agreed (PRJ-1, SCO-2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_change, access_project
from desk.people import Person
from desk.projects import change_of_plan, changes, people, plan, process
from desk.projects.change import OPEN, WITHDRAWABLE, ChangeState, ProjectChange
from desk.projects.change_of_plan import Terms
from desk.projects.changes import CHANGEABLE
from desk.projects.plan import Item, Stage
from desk.projects.project import Project
from desk.projects.schedule import MOST_DAYS
from desk.scope import process as scope_process
from desk.scope.case import ScopeCase
from desk.ticket import Ticket
from handlers.chat.cards import button, if_unchanged, says_it_changed, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Button, Message
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.intake.report_problem import report_problem
from handlers.projects import change_phrases, formatting
from handlers.projects.planning import Number, own_item
from i18n import _, dated, moment, ngettext
from i18n.joining import labelled, one_line

WORK, LATER, NEITHER = "work", "later", "neither"
YES = "yes"


@dated
async def card(
    session: AsyncSession, change: ProjectChange, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """What is asked for, what it takes, with whom it is; and what this person can do."""
    project = await session.get_one(Project, change.project_id)
    asker = await session.get_one(Person, change.asked_by)
    stage = await session.get(Stage, change.stage_id) if change.stage_id else None
    manager = await people.manager(session, project)
    n = change.days
    facts = [
        f"🔁 {asker.name}: “{change.words}”",
        labelled(_("What changes"), change.title) if change.title else "",
        ngettext("{n} working day more", "{n} working days more", n).format(n=n) if n else "",
        labelled(formatting.named(stage.names), change.delivers) if stage and change.delivers else "",
        f"👉 {formatting.change_state(change.state, by_customer=not viewer.is_staff)}",
        f"👔 {manager.name}" if manager and change.state in OPEN else "",
        _("by {time}").format(time=moment(change.due_at, now))
        if change.state is ChangeState.ASKED and change.due_at
        else "",
    ]
    return Message(
        viewer.id,
        "\n".join([*([headline, ""] if headline else []), *filter(None, facts)]),
        title=f"🔁 {change.number} · {project.name}",
        rows=await _rows(session, project, change, viewer),
        card=change.ref,
        about=project.ref,
    )


async def _rows(
    session: AsyncSession, project: Project, change: ProjectChange, viewer: Person
) -> list[list[Button]]:
    parts = await people.parts_of(session, project, viewer)
    found, v = [], change.version
    works_out = not changes.WORKERS_OUT.isdisjoint(parts)
    if works_out and change.state in WITHDRAWABLE and project.state in CHANGEABLE:
        found.append([button(_("📐 Work it out: days, deliverable"), "work_out_change", change.id, v)])
    if change.ticket_id and viewer.is_staff:
        case = await scope_process.of_ticket(session, change.ticket_id)
        may = case is not None and await _reads(session, case, viewer)
        if case is not None and may:
            found.append([button(f"⚖️ {case.number}", "show_scope", case.id)])
    if change.state in WITHDRAWABLE and (works_out or not viewer.is_staff or viewer.id == change.asked_by):
        found.append([button(_("🗑 Not needed any more"), "withdraw_change", change.id, v)])
    return [*found, [button(f"🏗 {project.number}", "show_project", project.id)]]


async def _reads(session: AsyncSession, case: ScopeCase, viewer: Person) -> bool:
    return await scope_process.may_read(session, viewer, await session.get_one(Ticket, case.ticket_id))


async def command(turn: Turn, rest: str) -> None:
    """/change: of which project, when there are several, and what."""
    found = await _changeable(turn.session, turn.person)
    if not found:
        return turn.say(_("There is no project now that could be changed. Just write me what you need."))
    known = {"words": rest.strip()} if rest.strip() else {}
    if len(found) == 1:
        known["project"] = str(found[0].id)
    await start(turn, asks_change, known=known)
    return None


async def _changeable(session: AsyncSession, person: Person) -> list[Project]:
    """That go on, and that they take part in."""
    query = select(Project).where(Project.state.in_(CHANGEABLE)).order_by(Project.id)
    if not person.is_staff:
        query = query.where(Project.customer_id == person.customer_id)
    found = list(await session.scalars(query)) if person.is_staff or person.customer_id else []
    return [
        project
        for project in found
        if not changes.ASKERS.isdisjoint(await people.parts_of(session, project, person))
    ]


async def heard(turn: Turn) -> bool:
    """Whether a customer's words ask for a change of their project: scope or date."""
    said = turn.said.text
    if turn.said.attachments or not change_phrases.asks(said):
        return False
    if not (found := await _changeable(turn.session, turn.person)):
        return False
    known = {"words": said.strip(), **({"project": str(found[0].id)} if len(found) == 1 else {})}
    await start(turn, asks_change, {"heard": True}, known)
    return True


@verb
async def ask_change(turn: Turn, number: int, version: int, extra: str) -> None:
    project = await access_project(turn.session, turn.person, number)
    await changes.check_asker(turn.session, project, turn.person)
    await start(turn, asks_change, known={"project": str(project.id)})


@flow
async def asks_change(talk: Talk) -> None:
    """Of which project, what, and *is that right* when it was only heard."""
    session = talk.turn.session
    found = await _changeable(session, talk.person)
    options = [(str(project.id), f"{project.number} {project.name}") for project in found]
    which = await talk.ask("project", Choice(_("Which project is it about?"), options=options))
    project = await access_project(session, talk.person, int(which))
    prompt = _("What should be different: more or other work, another date, another result?")
    said = await talk.ask("words", Words(prompt, shortest=2, longest=1000))
    if talk.args.get("heard"):
        asked = _("Is this a change of your project {name}? Your project manager works out what it takes.")
        options = [(YES, _("✅ Yes, please")), ("no", _("No, it is something else"))]
        answer = await talk.ask("right", Choice(asked.format(name=project.name), options=options))
        if answer != YES:
            return await _something_else(talk, said)
    await changes.ask(session, project, said, talk.person, talk.turn.now)
    return None


async def _something_else(talk: Talk, said: str) -> None:
    await start(talk.turn, report_problem, known={"problem": said}, follows=talk.row)


async def _load(turn: Turn, number: int) -> ProjectChange:
    change, _project = await access_change(turn.session, turn.person, number)
    return change


@says_it_changed
async def _show(turn: Turn, change: ProjectChange) -> None:
    turn.reply(await card(turn.session, change, turn.person, turn.now))


on_change = if_unchanged(_load, _show)


@verb
async def show_change(turn: Turn, number: int, version: int, extra: str) -> None:
    turn.reply(await card(turn.session, await _load(turn, number), turn.person, turn.now))


@verb
@on_change
async def withdraw_change(turn: Turn, change: ProjectChange, extra: str) -> None:
    project = await access_project(turn.session, turn.person, change.project_id)
    await changes.withdraw(turn.session, project, change, turn.person, turn.now)


@verb
@on_change
async def work_out_change(turn: Turn, change: ProjectChange, extra: str) -> None:
    project = await access_project(turn.session, turn.person, change.project_id)
    await changes.check_worker_out(turn.session, project, change, turn.person)
    await start(turn, works_out_change, {"change": change.id})


@flow
async def works_out_change(talk: Talk) -> None:
    """What it is, how many days and behind which item, what is delivered then; the end as it would be; then to sales."""
    session = talk.turn.session
    change, project = await access_change(session, talk.person, talk.args["change"])
    await changes.check_worker_out(session, project, change, talk.person)
    asked = one_line(change.title or change.words, 60)
    prompt = _("What changes? The customer reads it, and agrees to it.")
    title = await talk.ask("title", Words(prompt, options=[(SKIP, asked)], shortest=2, longest=400))
    kinds = [
        (WORK, _("🔨 More work")),
        (LATER, _("📅 All of it later")),
        (NEITHER, _("📦 No days, another result")),
    ]
    kind = await talk.ask("kind", Choice(_("What does it take?"), options=kinds))
    days = 0
    if kind != NEITHER:
        usual = [(str(n), str(n)) for n in (1, 2, 5, 10)]
        question = Number(_("How many working days?"), least=1, most=MOST_DAYS, options=usual, columns=4)
        said = await talk.ask("days", question)
        days = int(said)
    after = await _after(talk, project) if kind == WORK else None
    stage, delivers = await _delivers(talk, project, kind, after)
    terms = Terms(change.title or change.words if title == SKIP else title, days, after, stage, delivers)
    was, ends = await change_of_plan.expected_end(session, project, terms, talk.turn.now)
    moves = _("The end moves from {before} to {date}.") if days and was and ends else _("No day moves.")
    today = await process.today(session, project, talk.turn.now)
    told = moves.format(before=formatting.on(was, today), date=formatting.on(ends, today))
    options = [(YES, _("✅ To sales, for its price"))]
    await talk.ask("sure", Choice(f"{terms.title}\n{told}", options=options))
    await changes.work_out(session, project, change, terms, talk.person, talk.turn.now)


async def _after(talk: Talk, project: Project) -> Item:
    found = await plan.items(talk.turn.session, project)
    options = [(str(item.id), formatting.named(item.words)) for item in found]
    which = await talk.ask("after", Choice(_("Behind which item does it come?"), options=options))
    return own_item(int(which), found)


async def _delivers(talk: Talk, project: Project, kind: str, after: Item | None) -> tuple[Stage | None, str]:
    """Of the stage of its work; without days, of the one that is named."""
    stages = [stage for stage in await plan.stages(talk.turn.session, project) if stage.delivers]
    stage = next((each for each in stages if after is not None and each.id == after.stage_id), None)
    if kind == NEITHER:
        options = [(str(each.id), formatting.named(each.delivers)) for each in stages]
        which = await talk.ask("stage", Choice(_("Which result is another one?"), options=options))
        stage = next((each for each in stages if str(each.id) == which), None)
    if stage is None:
        return None, ""
    kept = (
        []
        if kind == NEITHER
        else [(SKIP, _("As agreed: {what}").format(what=formatting.named(stage.delivers)))]
    )
    prompt = _("What does this stage deliver then?")
    said = await talk.ask("delivers", Words(prompt, options=kept, shortest=2, longest=200))
    return stage, "" if said == SKIP else said
