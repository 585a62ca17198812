"""The plan of a customer's visit-backs in chat: past, next, and why then (VIS-1)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import visit_plans
from desk.access import PLANNERS, require
from desk.customers import Customer
from desk.people import Person
from desk.visit_backs import Kind, State, VisitBack, local_day
from desk.visit_plans import Plan
from errors import BadInput, NotFound
from handlers.cards import button, verb
from handlers.turn import Turn
from language import N_, _, day, moment, ngettext

FOUND = 8  # customers to choose from
KIND_NAMES = {Kind.CYCLE: N_("visit-back"), Kind.SERVICE: N_("after a service")}
STATE_NAMES = {
    State.PLANNED: N_("planned"),
    State.INVITED: N_("asked"),
    State.REMINDED: N_("asked and reminded"),
    State.CALL: N_("to be called"),
    State.ANSWERED: N_("answered"),
    State.CALLED: N_("called"),
    State.DROPPED: N_("left out"),
}


async def plan(turn: Turn, rest: str) -> None:
    """/plan 明月: of the customer who is called that."""
    require(turn.person, *PLANNERS)
    if not rest:
        raise BadInput(_("Whose plan? Like this: /plan Sunrise"))
    like = Customer.name.icontains(rest, autoescape=True) | (
        func.lower(Customer.service_code) == rest.lower()
    )
    found = list(await turn.session.scalars(select(Customer).where(like).order_by(Customer.id).limit(FOUND)))
    if not found:
        raise NotFound(_("I do not know a customer called {name}.").format(name=rest[:40]))
    if len(found) == 1:
        return await _show(turn, found[0])
    rows = [[button(customer.name, "visit_plan", customer.id)] for customer in found]
    return turn.say(_("Which one?"), rows)


@verb
async def visit_plan(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *PLANNERS)
    customer = await turn.session.get(Customer, number)
    if customer is None:
        raise NotFound(_("I cannot find that customer."))
    await _show(turn, customer)


async def _show(turn: Turn, customer: Customer) -> None:
    found = await visit_plans.plan_of(turn.session, customer, turn.now)
    lines = await told(turn.session, found, turn.now)
    turn.say("\n".join(lines), title=f"📅 {customer.name}", card=f"visit_plan:{customer.id}", fresh=True)


async def told(session: AsyncSession, plan: Plan, now: datetime) -> list[str]:
    """Next and why, then the past; the same in chat and on the command line."""
    lines = (
        [_next(plan, now), why(plan)]
        if plan.ahead
        else [_("No visit-back ahead: no service period covers one.")]
    )
    if plan.past:
        lines += ["", _("Before:")]
    for visit_back in plan.past:
        lines.append(await _before(session, visit_back, now))
    return lines


def _next(plan: Plan, now: datetime) -> str:
    assert plan.ahead is not None
    when = plan.ahead.due_at
    return _("Next: {day}, goes out {time}").format(
        day=day(plan.ahead.nominal, local_day(now)), time=moment(when, now) if when else "–"
    )


def why(plan: Plan) -> str:
    """Which cycle leads there: category, time of use, anchor, service period."""
    cycle = ngettext("every month", "every {n} months", plan.months).format(n=plan.months)
    use = ngettext("{n} month of use by then", "{n} months of use by then", plan.used).format(n=plan.used)
    reason = _("key customer") if plan.key else use
    period = plan.customer.contract_on(plan.ahead.nominal) if plan.ahead else None
    return _("Why: {cycle} ({reason}), counted from {day}; service until {end}").format(
        cycle=cycle,
        reason=reason,
        day=day(plan.customer.accepted_on),
        end=day(period.ends_on) if period else "–",
    )


async def _before(session: AsyncSession, visit_back: VisitBack, now: datetime) -> str:
    person = await session.get(Person, visit_back.contact_id) if visit_back.contact_id else None
    score = visit_back.answers.get("score")
    facts = [
        _(KIND_NAMES[visit_back.kind]),
        _(STATE_NAMES[visit_back.state]),
        person.name if person else "",
        f"{score} ⭐" if score else "",
    ]
    return f"• {day(visit_back.nominal, local_day(now))}: " + " · ".join(filter(None, facts))
