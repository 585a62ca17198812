"""Call-backs: promised with a definite time, and recorded with their result (HOT-3, HOT-4)."""

from datetime import datetime, time, timedelta

from desk.calendars import regions
from desk.sla import terms
from desk.ticket import Ticket
from desk.tickets import call_backs, resolution
from handlers.chat.cards import verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import When
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.tickets.guards import of_talk, on_ticket
from handlers.tickets.remote_changes import ask_if_unrecorded
from handlers.tickets.staff_actions import what_solved
from i18n import _, moment

SOLVED, REACHED, MISSED = "solved", "reached", "missed"


@verb
@on_ticket
async def promise(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, promise_call_back, {"ticket": ticket.id})


@flow
async def promise_call_back(talk: Talk) -> None:
    """Parked with a definite time at which the customer is called back (HOT-3, HOT-4)."""
    ticket = await of_talk(talk)
    now = talk.turn.now
    times = await talk.once("times", lambda: _times(talk, ticket))
    options = [(at, moment(datetime.fromisoformat(at), now)) for at in times]
    at = await talk.ask(
        "at", When(_("When will you call back?"), now, limit=Limit.BY, options=options, columns=2)
    )
    await call_backs.promise(talk.turn.session, ticket, talk.person, datetime.fromisoformat(at), now)


async def _times(talk: Talk, ticket: Ticket) -> list[str]:
    """In 15 minutes, half an hour, one and two hours, and when support opens the next day, in the customer's region."""
    session, now = talk.turn.session, talk.turn.now
    support = (await regions.hours_of(session, await terms.region_of(session, ticket))).support
    soon = [support.add(now, timedelta(minutes=m)) for m in (15, 30, 60, 120)]
    tomorrow = support.next_service_time(support.local_date(now) + timedelta(days=1), time.min)
    return [at.isoformat() for at in (*soon, tomorrow)]


@verb
@on_ticket
async def called(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, record_call, {"ticket": ticket.id})


@flow
async def record_call(talk: Talk) -> None:
    """The proof of a call-back, with its result; solved by it, the customer confirms (HOT-4, HOT-5, TIC-3)."""
    ticket = await of_talk(talk)
    session, now = talk.turn.session, talk.turn.now
    results = {
        SOLVED: _("✅ Spoke with them, solved"),
        REACHED: _("💬 Spoke with them, not solved"),
        MISSED: _("📵 Not reached"),
    }
    result = await talk.ask("result", Choice(_("How did the call go?"), options=list(results.items())))
    if result == SOLVED:
        await ask_if_unrecorded(talk, ticket.id)
    solution = await talk.ask("solution", Words(what_solved(ticket))) if result == SOLVED else ""
    await call_backs.called(session, ticket, talk.person, result != MISSED, now, solved=result == SOLVED)
    if solution:
        await resolution.resolve(session, ticket, talk.person, solution, now)
