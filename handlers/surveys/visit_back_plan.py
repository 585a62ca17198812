"""The plan of a customer's visit-backs in chat: past, next, and why then; and of their inspections (VIS-1, VIS-5)."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access import access_customer, may_see_customer, require
from desk.customers import Customer
from desk.dispatch import inspections
from desk.people import Person
from desk.roles import MANAGERS, PLANNERS
from desk.surveys import visit_plans
from desk.surveys.visit_backs import VisitBack, VisitBackKind, VisitBackState
from desk.surveys.visit_plans import Plan
from desk.ticket import Ticket
from errors import BadInput, NotFound
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from handlers.dispatch import inspection_report
from i18n import N_, _, company_day, day, moment, ngettext
from i18n.joining import labelled

A_YEAR = timedelta(days=366)
FOUND = 8  # customers to choose from
KIND_NAMES = {
    VisitBackKind.CYCLE: N_("visit-back"),
    VisitBackKind.SERVICE: N_("after a service"),
    VisitBackKind.CAMPAIGN: N_("campaign"),
    VisitBackKind.TRAINING: N_("after a class"),
}
STATE_NAMES = {
    VisitBackState.PLANNED: N_("planned"),
    VisitBackState.INVITED: N_("asked"),
    VisitBackState.REMINDED: N_("asked and reminded"),
    VisitBackState.CALL: N_("to be called"),
    VisitBackState.ANSWERED: N_("answered"),
    VisitBackState.CALLED: N_("called"),
    VisitBackState.DROPPED: N_("left out"),
}


async def plan(turn: Turn, rest: str) -> None:
    """/plan 明月: of the customer who is called that."""
    require(turn.person, *PLANNERS)
    if not rest:
        raise BadInput(_("Whose plan? Like this: /plan Sunrise"))
    like = select(Customer).where(customers.named(rest)).order_by(Customer.id).limit(FOUND)
    called = await turn.session.scalars(like)
    found = [each for each in called if await may_see_customer(turn.session, turn.person, each.id)]
    if not found:
        raise NotFound(_("I do not know a customer called {name}.").format(name=rest[:40]))
    if len(found) == 1:
        return await _show(turn, found[0])
    rows = [[button(customer.name, "visit_plan", customer.id)] for customer in found]
    return turn.say(_("Which one?"), rows)


@verb
async def visit_plan(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *PLANNERS)
    await _show(turn, await access_customer(turn.session, turn.person, number))


async def _show(turn: Turn, customer: Customer) -> None:
    found = await visit_plans.plan_of(turn.session, customer, turn.now)
    lines = await told(turn.session, found, turn.now)
    today = company_day(turn.now)
    visits = await inspection_report.lines(turn.session, customer, today - A_YEAR, today + A_YEAR)
    turn.say(
        "\n".join([*lines, *(["", _("Inspections:"), *visits] if visits else [])]),
        [[button(_("🔧 Plan inspections"), "plan_inspections", customer.id)]]
        if turn.person.has(*MANAGERS)
        else [],
        title=f"📅 {customer.name}",
        card=f"visit_plan:{customer.id}",
        fresh=True,
    )


@verb
async def plan_inspections(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *MANAGERS)
    await start(turn, inspect_regularly, {"customer": number})


@flow
async def inspect_regularly(talk: Talk) -> None:
    """How often; counted from today. The first visit is asked for ahead of its day (VIS-5)."""
    require(talk.person, *MANAGERS)
    session, now = talk.turn.session, talk.turn.now
    customer = await access_customer(session, talk.person, talk.args["customer"])
    options = [(str(n), ngettext("every month", "every {n} months", n).format(n=n)) for n in (1, 3, 6, 12)]
    every = await talk.ask(
        "every",
        Choice(_("How often is this customer inspected?"), options=[*options, ("0", _("Not any more"))]),
    )
    if every == "0":
        await inspections.stop(session, customer, now, talk.person.id)
        return talk.say(_("No more inspections for {name}.").format(name=customer.name))
    first = company_day(now) + relativedelta(months=int(every))
    planned = await inspections.plan(session, customer, first, int(every), now, talk.person.id)
    return talk.say(
        _("{name}: the first inspection is due on {day}; the visit is asked for ahead of it.").format(
            name=customer.name, day=day(planned.nominal)
        )
    )


async def told(session: AsyncSession, plan: Plan, now: datetime) -> list[str]:
    """Next and why, then the past; the same in chat and on the command line."""
    lines = [_next(plan, now), why(plan)] if plan.ahead else [_none_ahead(plan)]
    if plan.past:
        lines += ["", _("Before:")]
    for visit_back in plan.past:
        lines.append(await _before(session, visit_back, now))
    return lines


def _none_ahead(plan: Plan) -> str:
    if plan.customer.accepted_on is None:
        return _("No visit-back ahead: the day of acceptance is not known yet.")
    return _("No visit-back ahead: no service period covers one.")


def _next(plan: Plan, now: datetime) -> str:
    assert plan.ahead is not None
    when = plan.ahead.due_at
    return _("Next: {day}, goes out {time}").format(
        day=day(plan.ahead.nominal, company_day(now)), time=moment(when, now) if when else "–"
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
        day=day(plan.customer.accepted_on) if plan.customer.accepted_on else "–",
        end=day(period.last_day) if period else "–",
    )


async def _before(session: AsyncSession, visit_back: VisitBack, now: datetime) -> str:
    person = await session.get(Person, visit_back.contact_id) if visit_back.contact_id else None
    trouble = await session.get(Ticket, visit_back.trouble_id) if visit_back.trouble_id else None
    score = visit_back.answers.get("score")
    facts = [
        _(KIND_NAMES[visit_back.kind]),
        _(STATE_NAMES[visit_back.state]),
        person.name if person else "",
        f"{score} ⭐" if score else "",
        f"→ {trouble.number}" if trouble else "",
    ]
    return "• " + labelled(day(visit_back.nominal, company_day(now)), " · ".join(filter(None, facts)))
