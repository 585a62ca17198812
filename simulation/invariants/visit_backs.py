"""Visit-backs: each one once, on its day; the dates are counted without the desk (`calendar_oracle`)."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from desk.customers import Customer
from desk.events import Event
from desk.surveys import visit_backs
from desk.surveys.visit_backs import VisitBack, VisitBackKind
from simulation.calendar_oracle import HOME, TEN, in_service, local, visits, working_day
from simulation.snapshot import Broken, Found, Look

A_DAY = timedelta(days=1)
LONGEST_SURVEY = timedelta(
    days=10
)  # from the invitation until it is a colleague's to call, with weekends and all


def every_visit_back_is_invited_once_on_a_working_day(look: Look) -> Found:
    """Each date of each cycle in a service period: one row, invited at ten of that or the next working day (VIS-1)."""
    rows = defaultdict[tuple[int | None, date], list[VisitBack]](list)
    for visit in look.visits:
        if visit.kind is VisitBackKind.CYCLE:
            rows[visit.customer_id, visit.nominal].append(visit)
    for customer in look.customers:
        for nominal in _cycle(customer, look):
            found = rows.pop((customer.id, nominal), [])
            forward = _brought_forward(customer, nominal)
            wrong = _wrong(found[0], nominal, look, forward) if len(found) == 1 else f"there are {len(found)}"
            if forward and not found:  # planned when that day was over
                continue
            wrong = "" if len(found) == 1 and _was_busy(found[0], look) else wrong
            if wrong:
                person = found[0].contact_id if found else None
                yield Broken("visit-back", f"{customer.name} of {nominal}: {wrong}", person=person)
    for odd in (visit for found in rows.values() for visit in found):
        if odd.state is not visit_backs.VisitBackState.PLANNED:
            yield Broken("visit-back", f"{odd.ref} of {odd.nominal} is of no cycle", person=odd.contact_id)


def _cycle(customer: Customer, look: Look) -> list[date]:
    """The dates of this customer's visit-backs whose moment has come since the simulation began."""
    if customer.accepted_on is None:
        return []
    begins, ends = local(look.start).date(), local(look.now).date()
    dates = visits(customer.accepted_on, customer.category, ends)
    return [day for day in dates if begins < day and customer.contract_on(day) and _moment(day) < look.now]


def _moment(nominal: date) -> datetime:
    return datetime.combine(working_day(nominal), TEN, HOME)


def _brought_forward(customer: Customer, nominal: date) -> datetime | None:
    """The last working day of a service that ends before the visit would take place; None: it does not."""
    if customer.contract_on(working_day(nominal)):
        return None
    while working_day(nominal) != nominal:
        nominal -= A_DAY
    return _moment(nominal)


def _wrong(visit: VisitBack, nominal: date, look: Look, forward: datetime | None) -> str:
    """What is wrong with the invitation, unless its moment was missed because the desk stood still."""
    moment, at = _moment(nominal), visit.invited_at
    up = look.record.up_again(moment)
    if at is None:
        waits = (
            visit.state is visit_backs.VisitBackState.PLANNED and up + 4 * A_DAY > look.now and up != moment
        )
        return (
            ""
            if waits or visit.state is visit_backs.VisitBackState.DROPPED
            else f"{visit.state}, and not invited"
        )
    if up == moment and at not in (moment, forward):
        return f"invited at {local(at):%F %T} instead of {moment:%F %T}"
    return ""


def _was_busy(visit: VisitBack, look: Look) -> bool:
    """Another survey of this customer was open at its moment: it waits, for nobody has two at a time (VIS-3)."""
    moment = _moment(visit.nominal)
    return any(
        other.customer_id == visit.customer_id
        and other.invited_at is not None
        and other.invited_at <= moment < other.invited_at + LONGEST_SURVEY
        and moment <= (other.answered_at or look.now)
        for other in look.visits
        if other is not visit
    )


def no_invitation_comes_twice_or_when_nobody_works(look: Look) -> Found:
    """One invitation for each visit-back, one message for each invitation, in service hours of a working day (VIS-1, VIS-2)."""
    invited = Counter(entry.record for entry in look.events(Event.VISIT_BACK_INVITED))
    by_ref = {visit.ref: visit for visit in look.visits if visit.invited_at is not None}
    sent = Counter(
        row.card
        for row in look.outbox
        if row.card in by_ref and row.edits is None and row.person_id == by_ref[row.card].contact_id
        and row.created_at == by_ref[row.card].invited_at
    )  # fmt: skip
    for ref, visit in by_ref.items():
        if invited[ref] > 1 or sent[ref] != invited[ref]:
            what = f"{ref} was invited {invited[ref]} times by {sent[ref]} messages"
            yield Broken("visit-back", what, person=visit.contact_id)
        if visit.invited_at and not in_service(visit.invited_at):
            what = f"{ref} was invited at {local(visit.invited_at):%a %F %T}"
            yield Broken("visit-back", what, person=visit.contact_id)


def every_service_is_followed_up_once(look: Look) -> Found:
    """A ticket that was closed has one follow-up, however often it was reopened; others have none, nor those whose customer
    has said already that they are not satisfied (VIS-2).
    """
    closings = look.events(Event.TICKET_CLOSED)
    closed = {entry.ticket_id for entry in closings if entry.data.get("satisfied") != 0}
    followed = Counter(visit.ticket_id for visit in look.visits if visit.ticket_id is not None)
    for number in sorted(closed | set(followed)):
        if followed[number] != (number in closed):
            yield Broken("follow-up", f"ticket {number} has {followed[number]}", number)
