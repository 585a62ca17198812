"""What is done with a ticket more rarely, behind one button of its card: asking, R&D, remote work, the problem base."""

from dataclasses import replace
from datetime import timedelta

from desk import invites, leaving
from desk.people import Person
from desk.roles import EDITORS, URGERS
from desk.scope import catalogue
from desk.ticket import Ticket
from desk.tickets import incidents
from errors import NotAllowed
from handlers.chat.cards import button, verb
from handlers.chat.flows import start
from handlers.chat.message import Button
from handlers.chat.turn import Turn
from handlers.intake import talk_cases
from handlers.knowledge.new_entry import write_entry
from handlers.tickets import card as ticket_card
from handlers.tickets import offered_answers
from handlers.tickets.guards import on_ticket
from i18n import _, company_day

KNOWN = 3  # incidents offered
LINK_VALID = timedelta(days=1)


@verb
@on_ticket
async def more(turn: Turn, ticket: Ticket, extra: str) -> None:
    """All that can be done with it, on the same card."""
    n, v = ticket.id, ticket.version
    rest = [
        *(await ticket_card.actions(turn.session, ticket)),
        *(await ticket_card.complaints(turn.session, ticket, turn.person)),
        button(_("❓ Ask a colleague"), "ask_colleague", n, v),
        button(_("🔬 Give to R&D"), "to_developer", n, v),
        button(_("🖥 Remote work"), "remotely", n, v),
        *await _special(turn, ticket),
        button(_("📖 For the problem base"), "for_base", n, v),
        *([] if ticket.complaint else _case(turn, ticket)),
        *([button(_("⏰ Urge"), "urge_ticket", n)] if turn.person.has(*URGERS) else []),
        *await _link(turn, ticket),
    ]
    rows = [
        *await offered_answers.buttons(turn, ticket),
        *ticket_card.pairs(rest),
        *await _incidents(turn, ticket),
        [button(_("◀ Back"), "show", n)],
    ]
    card = await ticket_card.for_staff(turn.session, ticket, turn.person, turn.now)
    turn.replies.append(replace(card, rows=rows))


async def _special(turn: Turn, ticket: Ticket) -> list[Button]:
    """If the company has services with a form of their own (SCO-10)."""
    there = not ticket.complaint and await catalogue.special(turn.session, company_day(turn.now))
    return [button(_("📝 Special service"), "special_service", ticket.id, ticket.version)] if there else []


def _case(turn: Turn, ticket: Ticket) -> list[Button]:
    """For those who keep the base right: its first words are answered again before each change (KB-5)."""
    keep = button(_("🧪 Keep as a test case"), "keep_talk", ticket.id, ticket.version)
    return [keep] if turn.person.has(*EDITORS) else []


@verb
@on_ticket
async def keep_talk(turn: Turn, ticket: Ticket, extra: str) -> None:
    if ticket.complaint:
        raise NotAllowed(_("A complaint is no test case."))
    await talk_cases.keep_ticket(turn, ticket)


async def _link(turn: Turn, ticket: Ticket) -> list[Button]:
    """For a contact of the web chat, who can come in again only by a link."""
    contact = await turn.session.get_one(Person, ticket.contact_id)
    on_web = not contact.is_staff and any(
        each.channel == "web" for each in await leaving.accounts(turn.session, contact)
    )
    return [button(_("🔗 Link to get in"), "way_in", ticket.id, ticket.version)] if on_web else []


@verb
@on_ticket
async def way_in(turn: Turn, ticket: Ticket, extra: str) -> None:
    """The assignee gives the customer a new link to the web chat, valid once and for one day (CUS-4)."""
    contact = await turn.session.get_one(Person, ticket.contact_id)
    if contact.is_staff:
        raise NotAllowed(_("A colleague's link comes from an administrator."))
    code = await invites.make(turn.session, turn.now, person=contact, by=turn.person.id, valid=LINK_VALID)
    turn.say(
        _(
            "For {name}, valid for one day, once: {link}\nWhoever opens it speaks as {name}: please give it to nobody else, by the phone or mail that is on file."
        ).format(name=contact.name, link=turn.links.web(code))
    )


async def _incidents(turn: Turn, ticket: Ticket) -> list[list[Button]]:
    """It is the trouble of several: one that is known, or the first of a new one."""
    if ticket.incident_id or ticket.complaint or not ticket.is_open:
        return []
    known = await incidents.unfixed(turn.session, KNOWN)
    joins = [
        button(
            _("🧩 Part of {number}").format(number=each.number),
            "join_incident",
            ticket.id,
            ticket.version,
            each.id,
        )
        for each in known
    ]
    return [
        *[[each] for each in joins],
        [button(_("🧩 Others have it too"), "open_incident", ticket.id, ticket.version)],
    ]


@verb
@on_ticket
async def for_base(turn: Turn, ticket: Ticket, extra: str) -> None:
    """Proposed to the editors with the customer's words; only what is not known is asked (KB-4)."""
    known = {"question": ticket.description[:1000]} | ({"product": ticket.product} if ticket.product else {})
    await start(turn, write_entry, {"ticket": ticket.id}, known=known)
