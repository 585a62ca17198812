"""A known incident on its card: how many report it, and one button that tells all of them that it is fixed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_incident, access_work
from desk.people import Person
from desk.ticket import Ticket
from desk.tickets import incidents
from desk.tickets.incidents import Incident
from errors import Stale
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message, Priority
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.tickets.guards import on_ticket
from i18n import _, dated, moment, ngettext

SHOWN = 10  # reports


@dated
async def card(session: AsyncSession, incident: Incident, viewer: Person, now: datetime) -> Message:
    master = await session.get_one(Ticket, incident.master_id)
    latest = await incidents.latest(session, incident, SHOWN)
    n = await incidents.count(session, incident)
    lines = [
        f"“{master.title}”",
        ngettext("{n} report since {time}", "{n} reports since {time}", n).format(
            n=n, time=moment(master.filed_at, now)
        ),
        *[f"• {ticket.number} · {await _whose(session, ticket)}" for ticket in latest],
        *([_("Fixed {time}.").format(time=moment(incident.fixed_at, now))] if incident.fixed_at else []),
    ]
    fixed = [button(_("✅ Fixed for all"), "fix_incident", incident.id)]
    ticket = [button(_("🔎 Show the ticket"), "show", master.id)]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=_("🧩 Known incident {number}").format(number=incident.number),
        rows=[ticket] if incident.fixed_at else [fixed, ticket],
        priority=Priority.ALERT,
        card=incident.ref,
        about=master.ref,
    )


async def proposal(
    session: AsyncSession, tickets: list[Ticket], part_of: int | None, viewer: Person
) -> Message:
    """What may be one trouble: what each says, and one tap if it is. Nothing is stopped before."""
    newest, oldest = tickets[-1], tickets[0]
    shown = [newest] if part_of else tickets[-SHOWN:]
    lines = [f"• {each.number} · {await _whose(session, each)} · “{each.title}”" for each in shown]
    if part_of:
        known = incidents.number_of(part_of)
        title = _("🧩 Part of {number}?").format(number=known)
        yes = button(
            _("🧩 Yes, part of {number}").format(number=known), "confirm_part", newest.id, 0, part_of
        )
    else:
        title = _("🧩 One trouble of several customers?")
        yes = button(_("🧩 Yes, a known incident"), "confirm_incident", newest.id)
    rows = [[yes], [button(_("🔎 Show the ticket"), "show", newest.id)]]
    card = f"suspected:{newest.id if part_of else oldest.id}"
    return Message(
        viewer.id, "\n".join(lines), title=title, rows=rows, priority=Priority.NOTICE, card=card,
        about=newest.ref,
    )  # fmt: skip


async def _whose(session: AsyncSession, ticket: Ticket) -> str:
    contact = await session.get_one(Person, ticket.contact_id)
    return contact.name or contact.phone


@verb
async def fix_incident(turn: Turn, number: int, version: int, extra: str) -> None:
    incident = await access_incident(turn.session, turn.person, number)
    if incident.fixed_at is None:
        return await start(turn, fixed_by, {"incident": number})
    return turn.reply(await card(turn.session, incident, turn.person, turn.now))


@flow
async def fixed_by(talk: Talk) -> None:
    """One solution for all who wait; each is told, and asked whether it helped."""
    session, now = talk.turn.session, talk.turn.now
    incident = await access_incident(session, talk.person, talk.args["incident"])
    if incident.fixed_at is not None:
        raise Stale(_("{number} has been fixed already.").format(number=incident.number))
    solution = await talk.ask("solution", Words(_("What solved it? All who reported it read this.")))
    n = await incidents.fix(session, incident, talk.person, solution, now)
    talk.say(ngettext("{n} customer has been told.", "{n} customers have been told.", n).format(n=n))


@verb
@on_ticket
async def open_incident(turn: Turn, ticket: Ticket, extra: str) -> None:
    """One tap: it is known, and those like it join."""
    await incidents.open_by(turn.session, ticket, turn.person, turn.now)


@verb
async def confirm_incident(turn: Turn, number: int, version: int, extra: str) -> None:
    """What was proposed to be one trouble is: those shown join, however they have moved on meanwhile."""
    ticket = await access_work(turn.session, turn.person, number)
    await incidents.open_suspected(turn.session, ticket, turn.person, turn.now)


@verb
async def confirm_part(turn: Turn, number: int, version: int, extra: str) -> None:
    """The same of a known incident; `extra` is its number."""
    ticket = await access_work(turn.session, turn.person, number)
    if extra.isdecimal():
        incident = await access_incident(turn.session, turn.person, int(extra))
        await incidents.add(turn.session, incident, ticket, turn.person, turn.now)


@verb
@on_ticket
async def join_incident(turn: Turn, ticket: Ticket, extra: str) -> None:
    """`extra` is the incident."""
    if extra.isdecimal():
        incident = await access_incident(turn.session, turn.person, int(extra))
        await incidents.add(turn.session, incident, ticket, turn.person, turn.now)


@verb
@on_ticket
async def part_incident(turn: Turn, ticket: Ticket, extra: str) -> None:
    """Something else after all."""
    await incidents.part(turn.session, ticket, turn.person, turn.now)
