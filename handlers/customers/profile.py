"""The customer's whole file in one message: contacts, products, contracts, tickets, repeats, visit-backs (CUS-1, CUS-5)."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from desk import contracts, customers, licences
from desk.access import access_customer, visible
from desk.calendars import dates
from desk.contracts import STAGE_NAMES, Spans
from desk.customers import Customer
from desk.figures import risks
from desk.people import Person
from desk.roles import ACCOUNT_STAFF, CHURN_READERS, MANAGERS, TEAM, URGERS
from desk.sales import account_team, renewals
from desk.sales.account_team import DUTY_NAMES
from desk.surveys import visit_backs
from desk.surveys.visit_backs import VisitBack
from desk.ticket import OPEN, Ticket, TicketState
from handlers.chat.cards import button, verb
from handlers.chat.message import Rows
from handlers.chat.turn import Turn
from handlers.customers import joining_customers
from handlers.customers.accounts import contact_rows
from handlers.tickets import lists as ticket_lists
from i18n import ENDLESS, _, company_day, day, days, ngettext
from i18n.joining import labelled, listed

TICKETS = 6  # shown
YEAR = timedelta(days=365)


@verb
async def customer_file(turn: Turn, number: int, version: int, extra: str) -> None:
    """The customer's whole file, for those who may see it; each open ticket with its button (CUS-1, CUS-5)."""
    customer = await access_customer(turn.session, turn.person, number)
    today = await dates.today_of(turn.session, customer, turn.now)
    tickets = await _open(turn, customer)
    lines = [
        *_head(customer, today),
        *await _kept(turn, customer, today),
        *await _team(turn, customer),
        *await _products(turn, customer, today),
        *_contracts(customer, today, await renewals.spans(turn.session)),
        *await _visits(turn, customer, today),
        *await _past(turn, customer),
        "",
        *await _contacts(turn, customer, today),
        "",
        *(
            [await ticket_lists.line(turn, ticket) for ticket in tickets]
            or [await _elsewhere(turn, customer)]
        ),
    ]
    turn.say(
        "\n".join(lines),
        [
            *map(ticket_lists.opening, tickets),
            *await _people(turn, customer),
            *_changes(turn, customer),
            *joining_customers.own_button(turn, customer),
            [button(_("🔄 Show again"), "customer_file", customer.id)],
        ],
        title=f"🏢 {customer.name}",
        card=customer.ref,
        fresh=True,
    )


def _head(customer: Customer, today: date) -> list[str]:
    stage, why = contracts.stage(customer, today)
    key = _("⭐ key customer") if customer.category == "key" else ""
    facts = [
        ("🔑", " · ".join(fact for fact in (customer.service_code, key) if fact)),
        ("📍", " · ".join(fact for fact in (customer.region, customer.address) if fact)),
        ("🤝", _accepted(customer)),
        ("🏷", labelled(_(STAGE_NAMES[stage]), why)),
    ]
    return [f"{icon} {fact}" for icon, fact in facts if fact]


def lost_words(customer: Customer, today: date) -> str:
    """Since when, or from when on, and why (STA-5)."""
    assert customer.lost_on is not None
    text = _("lost since {date}") if customer.lost_on <= today else _("lost from {date} on")
    return labelled(text.format(date=day(customer.lost_on, today)), customer.lost_why)


async def _kept(turn: Turn, customer: Customer, today: date) -> list[str]:
    """Whether they are lost, or at risk, and why; for those who answer for customers (STA-5)."""
    if not turn.person.has(*CHURN_READERS):
        return []
    if customer.lost_on is not None:
        return [f"📉 {lost_words(customer, today)}"]
    risk = await risks.of(turn.session, customer, turn.now)
    return ["⚠️ " + labelled(_("at risk"), listed(risk.why))] if risk else []


def _accepted(customer: Customer) -> str:
    if customer.accepted_on is None:
        return _("not accepted yet")
    text = _("accepted on {date}").format(date=day(customer.accepted_on))
    return _("{text} (assumed, please confirm)").format(text=text) if customer.accepted_assumed else text


async def _team(turn: Turn, customer: Customer) -> list[str]:
    """Who answers for them here (CUS-8), and where they work."""
    facts = [
        labelled(_(DUTY_NAMES[duty]), person.name)
        for duty, person in await account_team.named(turn.session, customer)
    ]
    if customer.reseller:
        facts.append(labelled(_("reseller"), customer.reseller))
    places = [
        f"🏬 {' · '.join(part for part in (site.name, site.region, site.address) if part)}"
        for site in await customers.sites(turn.session, customer)
    ]
    return [*([f"👔 {' · '.join(facts)}"] if facts else []), *places]


def _contracts(customer: Customer, today: date, spans: Spans) -> list[str]:
    """Each with its state and why; the days, the scope and the price below."""
    lines = []
    for each in customer.contracts:
        period = (
            days(each.starts_on, each.last_day) if each.last_day < ENDLESS else f"{day(each.starts_on)} –"
        )
        facts = [period, each.scope, str(each.price or "")]
        lines += [
            f"📅 {contracts.line(each, customer.contracts, today, spans)}",
            f"    {' · '.join(fact for fact in facts if fact)}",
        ]
    return lines


def _changes(turn: Turn, customer: Customer) -> Rows:
    """What those who keep the file may change here."""
    team = [button(_("👔 Who answers for them"), "entrust_customer", customer.id)]
    licences = [button(_("📦 Licences and sites"), "change_licence", customer.id)]
    found = [
        *(team if turn.person.has(*TEAM) else []),
        *(licences if turn.person.has(*ACCOUNT_STAFF) else []),
    ]
    if turn.person.has(*ACCOUNT_STAFF):
        lost = customer.lost_on is not None
        found.append(
            button(_("↩ Not lost after all"), "keep_customer", customer.id)
            if lost
            else button(_("📉 Lost"), "lose_customer", customer.id)
        )
    papers = [button(_("📁 Documents"), "customer_documents", customer.id)]
    papers += [button(_("⏰ Urge"), "urge_customer", customer.id)] if turn.person.has(*URGERS) else []
    return [*([found] if found else []), papers]


async def _products(turn: Turn, customer: Customer, today: date) -> list[str]:
    lines, places = [], await customers.sites(turn.session, customer)
    for licence in customer.licences:
        name = await customers.product_name(turn.session, licence.product, turn.person.language)
        lines.append(f"📦 {name} {licences.licence_facts(licence, places, today)}".rstrip())
    return lines


async def _visits(turn: Turn, customer: Customer, today: date) -> list[str]:
    """The last visit-back that was answered, and the next."""
    theirs = select(VisitBack).where(VisitBack.customer_id == customer.id)
    answered = theirs.where(VisitBack.answered_at.is_not(None)).order_by(VisitBack.answered_at.desc())
    planned = theirs.where(VisitBack.state == visit_backs.VisitBackState.PLANNED).order_by(VisitBack.nominal)
    last, ahead = [await turn.session.scalar(query.limit(1)) for query in (answered, planned)]
    facts = [
        _("last {date}").format(date=day(company_day(last.answered_at))) if last and last.answered_at else "",
        _("next {date}").format(date=day(ahead.nominal, today)) if ahead else "",
    ]
    shown = listed(fact for fact in facts if fact)
    return [_("💬 visit-backs: {which}").format(which=shown)] if shown else []


async def _past(turn: Turn, customer: Customer) -> list[str]:
    """How often something was wrong within a year, and how often the same again (TIC-5)."""
    lately = Ticket.customer_id == customer.id, Ticket.filed_at > turn.now - YEAR
    count = select(func.count()).select_from(Ticket).where(*lately)
    all_of_them = await turn.session.scalar(count) or 0
    again = await turn.session.scalar(count.where(Ticket.repeat_of.is_not(None))) or 0
    return [
        _("🔁 tickets within a year: {n}, repeats among them: {again}").format(n=all_of_them, again=again)
    ]


async def _contacts(turn: Turn, customer: Customer, today: date) -> list[str]:
    return [_contact(person, today) for person in await customers.contacts(turn.session, customer)]


async def _people(turn: Turn, customer: Customer) -> Rows:
    """For those who keep the file: each contact's card."""
    if not turn.person.has(*MANAGERS):
        return []
    return contact_rows(await customers.contacts(turn.session, customer))


def _contact(person: Person, today: date) -> str:
    """How to reach them, and when they last said that this is right (CUS-5)."""
    at = company_day(person.confirmed_at) if person.confirmed_at else None
    confirmed = _("confirmed {date}").format(date=day(at, today)) if at else _("not confirmed yet")
    surveys = "" if person.surveys else _("no surveys, please")
    facts = (person.name, person.phones, person.email, surveys, confirmed)
    return f"👤 {' · '.join(fact for fact in facts if fact)}"


async def _open(turn: Turn, customer: Customer) -> Sequence[Ticket]:
    """The open tickets that this person may see."""
    theirs = Ticket.customer_id == customer.id, Ticket.state.in_([*OPEN, TicketState.RESOLVED])
    query = select(Ticket).where(*theirs, visible(turn.person)).order_by(Ticket.level, Ticket.id.desc())
    return list(await turn.session.scalars(query.limit(TICKETS)))


async def _elsewhere(turn: Turn, customer: Customer) -> str:
    """Said if this person may open none of the tickets: how many are with colleagues; complaints are not counted."""
    theirs = Ticket.customer_id == customer.id, Ticket.state.in_(OPEN), Ticket.complaint.is_(False)
    n = await turn.session.scalar(select(func.count()).select_from(Ticket).where(*theirs)) or 0
    with_others = ngettext("{n} open ticket is with colleagues.", "{n} open tickets are with colleagues.", n)
    return with_others.format(n=n) if n else _("No open tickets.")
