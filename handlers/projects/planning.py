"""The manager makes the plan: a first day, lengths and people of the items, risks (PRJ-1, PRJ-7)."""

from dataclasses import dataclass
from datetime import date

from desk.access import access_project
from desk.projects import items, people, plan, process
from desk.projects.plan import LEVEL_NAMES, Item, Level, Side
from desk.projects.project import Project, ProjectState
from desk.projects.schedule import MOST_DAYS
from desk.projects.steps import Part
from desk.projects.waiting import DOABLE
from errors import BadInput, NotAllowed, NotFound
from handlers.chat.cards import button, verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import Day
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.message import Message
from handlers.chat.questions import SKIP, Choice, Question, Words
from handlers.chat.turn import Turn
from handlers.projects import card, formatting
from handlers.projects.card_steps import on_project
from handlers.projects.talks import about, load, mine
from i18n import _, day, ngettext

WEEK = 5
MOST = 12  # items with a button


async def _manages(turn: Turn, project: Project) -> None:
    if Part.MANAGER not in await people.parts_of(turn.session, project, turn.person):
        raise NotAllowed(_("This is for the project manager."))


@verb
@on_project
async def make_project_plan(turn: Turn, project: Project, extra: str) -> None:
    await _manages(turn, project)
    await start(turn, makes_project_plan, about(project))


@flow
async def makes_project_plan(talk: Talk) -> None:
    """From a first day on, in working days; scope, trial run and warranty as they are to be agreed on."""
    session, project = talk.turn.session, await mine(talk)
    await _manages(talk.turn, project)
    today = await process.today(session, project, talk.turn.now)
    working = await process.working(session, project)
    offers = [
        working.next_working_day(today),
        working.next_working_day(today.fromordinal(today.toordinal() + 7)),
    ]
    options = [(each.isoformat(), day(each, today)) for each in dict.fromkeys(offers)]
    first = await talk.ask(
        "first", Day(_("On which day does it begin?"), options=options, today=today, limit=Limit.FROM)
    )
    kept = [(SKIP, formatting.scope(project)[:60] or _("As in the contract"))]
    scope = await talk.ask("scope", Words(_("What is in scope? In a few lines."), options=kept, longest=1000))
    trial = await talk.ask(
        "trial", Number(_("How many days of trial run? 0: none."), options=_usual(project.trial_days, 0))
    )
    months = await talk.ask(
        "months",
        Number(_("How many months of free service period?"), options=_usual(project.warranty_months)),
    )
    project.scope = project.scope if scope == SKIP else scope
    project.trial_days, project.warranty_months = int(trial), int(months)
    await process.lay_plan(session, project, date.fromisoformat(first), talk.turn.now)
    talk.turn.reply(await card.for_staff(session, project, talk.person, talk.turn.now))


def _usual(*numbers: int) -> list[tuple[str, str]]:
    return [(str(n), str(n)) for n in dict.fromkeys(numbers)]


@dataclass(frozen=True)
class Number(Question[str]):
    """A question for a whole number; the answer is kept as text."""

    least: int = 0
    most: int = 366

    def heard(self, said: Said) -> str:
        text = said.text.strip()
        if not (
            text.isascii() and text.isdecimal() and len(text) <= 7 and self.least <= int(text) <= self.most
        ):
            raise BadInput(
                _("Please write a whole number from {least} to {most}.").format(
                    least=self.least, most=self.most
                )
            )
        return str(int(text))


@verb
@on_project
async def change_project_item(turn: Turn, project: Project, extra: str) -> None:
    await _manages(turn, project)
    await start(turn, changes_project_item, about(project))


@flow
async def changes_project_item(talk: Talk) -> None:
    """Its length in working days; of ours, who does it. All days behind it follow."""
    session, project = talk.turn.session, await mine(talk)
    await _manages(talk.turn, project)
    found = await plan.items(session, project)
    options = [(str(item.id), _option(item)) for item in found]
    which = await talk.ask("item", Choice(_("Which one?"), options=options))
    item = own_item(int(which), found)
    lengths = _usual(item.days, 1, 2, WEEK)
    question = Number(_("How many working days?"), least=1, most=MOST_DAYS, options=lengths, columns=4)
    days = await talk.ask("days", question)
    person = None
    if item.side is Side.OURS:
        options = [(str(p.id), p.name) for p in await people.members(session, project)]
        same = [(SKIP, _("Leave it as it is"))]
        answer = await talk.ask("person", Choice(_("Who does it?"), options=[*same, *options]))
        person = None if answer == SKIP else int(answer)
    await process.change_item(session, project, item, days=int(days), person=person)
    talk.turn.reply(await card.for_staff(session, project, talk.person, talk.turn.now))


def _option(item: Item) -> str:
    n = item.days
    return f"{formatting.named(item.words)} · {ngettext('{n} day', '{n} days', n).format(n=n)}"


def own_item(number: int, found: list[Item]) -> Item:
    item = next((each for each in found if each.id == number), None)
    if item is None:
        raise NotFound(_("I cannot find that."))
    return item


@verb
@on_project
async def add_project_risk(turn: Turn, project: Project, extra: str) -> None:
    await _manages(turn, project)
    await start(turn, adds_project_risk, {"project": project.id})


@flow
async def adds_project_risk(talk: Talk) -> None:
    """What may go wrong, how likely, how grave."""
    session = talk.turn.session
    project = await access_project(session, talk.person, talk.args["project"])
    await _manages(talk.turn, project)
    said = await talk.ask("words", Words(_("What may go wrong?"), shortest=2, longest=300))
    levels = [(level, _(name)) for level, name in LEVEL_NAMES.items()]
    chance = await talk.ask("chance", Choice(_("How likely is it?"), options=levels, columns=3))
    effect = await talk.ask("effect", Choice(_("And how grave?"), options=levels, columns=3))
    await process.add_risk(
        session, project, said, Level(chance), Level(effect), talk.person.id, talk.turn.now
    )
    talk.turn.reply(await card.for_staff(session, project, talk.person, talk.turn.now))


@verb
async def project_items(turn: Turn, number: int, version: int, extra: str) -> None:
    """All of them, with days, sides and what moved them; what this person may do has a button."""
    project = await load(turn, number)
    seen = await formatting.view(turn.session, project, turn.now, by_customer=not turn.person.is_staff)
    lines = list[str]()
    for stage in seen.stages:
        lines += ["", f"{formatting.mark(stage, seen.items)} {formatting.named(stage.names)}"]
        lines += [formatting.item_line(item, seen) for item in seen.items if item.stage_id == stage.id]
    parts = await people.parts_of(turn.session, project, turn.person)
    running = project.state in (ProjectState.RUNNING, ProjectState.PASSED)
    open_ = [i for i in seen.items if not i.is_done and (running or i.side is Side.THEIRS)]
    doing = [i for i in open_ if not items.DOERS[i.side].isdisjoint(parts)]
    rows = [
        [button(f"▫️ {formatting.named(item.words)}", "show_project_item", item.id)] for item in doing[:MOST]
    ]
    turn.reply(
        Message(
            turn.person.id,
            "\n".join(lines).strip(),
            title=f"📋 {project.number}",
            rows=rows if project.state in DOABLE else [],
            card=f"items:{project.id}",
        )
    )
