"""`/requirements`: of a customer their own wishes; of staff what is open, by what waits longest (REQ)."""

from sqlalchemy import select

from desk.people import Person
from desk.requirements import people
from desk.requirements.requirement import OVER, STATE_NAMES, Requirement, Voice, titled
from desk.roles import REQUIREMENT_READERS
from handlers.chat.cards import button, verb
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from handlers.requirements import formatting
from i18n import _
from i18n.joining import one_line

PAGE = 8


async def command(turn: Turn) -> None:
    """/requirements"""
    turn.reply(await _page(turn, 0))


@verb
async def requirements_page(turn: Turn, number: int, version: int, extra: str) -> None:
    """Those after this one."""
    turn.replies.append(await _page(turn, number))


async def _page(turn: Turn, after: int) -> Message:
    query = select(Requirement).where(Requirement.id > after).order_by(Requirement.id).limit(PAGE + 1)
    person = turn.person
    if not person.is_staff:
        mine = select(Voice.requirement_id).where(Voice.person_id == person.id)
        query = query.where(Requirement.id.in_(mine))
    else:
        query = query.where(Requirement.state.not_in(OVER))
        if not person.has(*REQUIREMENT_READERS):
            query = query.where(
                Requirement.id.in_(select(Voice.requirement_id).where(Voice.cast_by == person.id))
            )
    found = list(await turn.session.scalars(query))
    rows: list[list[Button]] = [[await _line(turn, each, person)] for each in found[:PAGE]]
    if len(found) > PAGE:
        rows.append([button(_("▼ Later ones"), "requirements_page", found[PAGE - 1].id)])
    add = _("➕ A wish of a customer") if person.is_staff else _("➕ A new wish")
    rows.append([button(add, "new_wish", person.id)])
    text = _("Requirements, the oldest first:") if found else _("There are none here.")
    return Message(person.id, text, rows=rows, title=_("🧩 Requirements"), card="requirements")


async def _line(turn: Turn, requirement: Requirement, viewer: Person) -> Button:
    title = requirement.title
    if not title and viewer.is_staff:
        title = formatting.veiled(titled(requirement, await people.voices(turn.session, requirement)))
    elif not title:
        mine = await people.asks(turn.session, requirement, viewer)
        title = mine.words if mine else ""
    state = _(STATE_NAMES[requirement.state])
    label = (
        f"{requirement.number} · {state} · {one_line(title, 40)}"
        if title
        else f"{requirement.number} · {state}"
    )
    return button(label, "show_requirement", requirement.id)
