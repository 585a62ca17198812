"""Passing a ticket on: a colleague goes on with it, chosen by who fits best, and reads four lines (HOT-6 to HOT-8, HOT-13)."""

from dataclasses import dataclass

from desk.dispatch import visit_record
from desk.hotline import consultations, handovers, remote_support, routing
from desk.hotline.handovers import LINE_NAMES
from desk.people import Person, reachable, with_role
from desk.roles import GIVEN_TICKETS
from desk.ticket import STATE_NAMES, Ticket
from errors import Blocked
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.journal_lines import reasons
from handlers.chat.questions import Choice, Words
from handlers.chat.replies import yes_or_no
from handlers.chat.turn import Turn
from handlers.tickets.guards import of_talk, on_ticket
from i18n import _, moment, ngettext
from i18n.joining import cut, labelled, listed

RIGHT = "right"
LONGEST = 300  # characters of a line
KNOWN = 160  # of one that is filled in


@dataclass(frozen=True)
class Confirmed(Words):
    """One tap or a yes confirms; other words are what is left over."""

    def heard(self, said: Said) -> str:
        return RIGHT if yes_or_no(said.text) is True else super().heard(said)


@verb
@on_ticket
async def hand_over(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, hand_over_to, {"ticket": ticket.id})


@flow
async def hand_over_to(talk: Talk) -> None:
    """A colleague goes on with it and sees all of it; the owner stays (HOT-6, HOT-7)."""
    ticket = await of_talk(talk)
    session, now = talk.turn.session, talk.turn.now
    chosen = await talk.ask(
        "to",
        Choice(
            _("Who goes on with {number}?").format(number=ticket.number),
            options=await colleagues(talk, ticket),
        ),
    )
    to = await session.get_one(Person, int(chosen))
    lines = await talk.once("lines", lambda: known(talk, ticket))
    lines |= {name: talk.answers[name] for name in LINE_NAMES if name in talk.answers}
    said = await talk.ask("why", _confirmation(ticket, to, lines))
    if said in LINE_NAMES:
        prompt = _("{line}: what shall {name} read?").format(line=_(LINE_NAMES[said]), name=to.name)
        talk.answers[said] = await talk.ask(f"new_{said}", Words(prompt, longest=LONGEST))
        talk.correct("why", f"new_{said}")
    if said != RIGHT:
        lines["left_over"] = said
    await handovers.hand_over(session, ticket, to, talk.person, lines, now)
    talk.say(_("{name} has {number} now.").format(name=to.name, number=ticket.number))


def _confirmation(ticket: Ticket, to: Person, lines: dict[str, str]) -> Confirmed:
    options = [
        (RIGHT, _("✅ Hand it over so")),
        *((name, f"✏️ {_(label)}") for name, label in LINE_NAMES.items()),
    ]
    shown = "\n".join([*handovers.shown(lines), labelled(_("Who next"), to.name)])
    hint = _("One tap hands {number} over with these lines. What you write is what is left over.")
    return Confirmed(
        f"{shown}\n\n{hint.format(number=ticket.number)}",
        options=options,
        lead=1,
        columns=3,
        longest=LONGEST,
    )


async def known(talk: Talk, ticket: Ticket) -> dict[str, str]:
    """The first three lines, as far as the ticket tells them (HOT-13)."""
    session, now = talk.turn.session, talk.turn.now
    work = await remote_support.latest(session, ticket.id)
    order = await visit_record.finished(session, ticket.id)
    calls = ngettext("{n} contact", "{n} contacts", ticket.failed_contacts).format(n=ticket.failed_contacts)
    method = [
        _("from the base: {codes}").format(codes=listed(ticket.tried)) if ticket.tried else "",
        calls if ticket.failed_contacts else "",
        labelled(_("remote work"), work.changed or work.purpose) if work else "",
        labelled(_("visit"), order.done) if order else "",
    ]
    came_back = bool(ticket.solution) and ticket.is_open
    result = [
        _("solved so, but it came back: {solution}").format(solution=ticket.solution) if came_back else "",
        labelled(_("found"), order.found) if order and order.found else "",
    ]
    asked = [one for one in await consultations.of_ticket(session, ticket.id) if one.is_open]
    left = [
        *[
            _("{name} is asked").format(name=(await session.get_one(Person, one.asked_to)).name)
            for one in asked
        ],
        _("the customer hears by {time}").format(time=moment(ticket.promised_at, now))
        if ticket.promised_at
        else "",
    ]
    return {
        "method": _line(method) or _("nothing yet"),
        "result": _line(result) or _("not solved yet"),
        "left_over": _line(left) or _(STATE_NAMES[ticket.state]),
    }


def _line(facts: list[str]) -> str:
    return cut(" · ".join(" ".join(fact.split()) for fact in facts if fact), KNOWN)


async def colleagues(talk: Talk, ticket: Ticket) -> list[tuple[str, str]]:
    """Colleagues to hand over to, the best match first, with the reason. Raises Blocked when there is nobody."""
    people = await reachable(talk.turn.session, await with_role(talk.turn.session, *GIVEN_TICKETS))
    people = [person for person in people if person.id != talk.person.id]
    if not people:
        raise Blocked(_("There is nobody else to hand over to yet."))
    ranked = await routing.ranked(talk.turn.session, people, ticket, talk.turn.now)
    return [(str(each.person.id), f"{each.person.name} · {reasons(each.why)}") for each in ranked]
