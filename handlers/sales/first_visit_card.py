"""The cards of a first visit: the list for the contact, the check list for its owner, questions to sales (CUS-3, CUS-7)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, policies
from desk.customers import Customer
from desk.people import Person
from desk.roles import CHECKERS, TEAM
from desk.sales import first_visit_needs, first_visits
from desk.sales.first_visits import (
    FACT_NAMES,
    NEW,
    OLD,
    STATE_NAMES,
    TO_CHECK,
    Fact,
    FactMark,
    FirstVisit,
    FirstVisitChannel,
    FirstVisitState,
    Information,
)
from handlers.chat.cards import button
from handlers.chat.message import Button, Message, Priority, Rows
from handlers.customers import service_card
from i18n import N_, _, company, dated, moment, ngettext
from i18n.joining import labelled, listed, noted, one_line

MARKS = {FactMark.CONFIRMED: "✅", FactMark.CORRECTED: "✏️", FactMark.UNKNOWN: "❔"}
TOLD_NAMES = {
    Information.SERVICE_CODE: N_("Service code"),
    Information.LOCK: N_("Lock number"),
    Information.HOTLINE: N_("Hotline"),
    Information.SUPERVISION: N_("Supervision"),
    Information.SUBMIT: N_("How to report"),
    Information.RESPONSE: N_("Response times"),
}
KNOWN, NOW = "known", "now"


async def for_contact(session: AsyncSession, visit: FirstVisit, to: Person) -> Message:
    """All facts in one message: one tap says that they are right, one corrects a line."""
    seller = await session.get_one(Person, visit.submitted_by)
    name = company() or _("service desk")
    lines = [
        _(
            "Hello {name}! Here is {company}. {seller} has handed you over to us; is all of this right?"
        ).format(name=to.name, company=name, seller=seller.name),
        "",
        *await _facts(session, visit, to),
    ]
    n, v = visit.id, visit.version
    right = [button(_("✅ All right"), "first_visit_right", n, v)]
    fixes = [
        button(f"✏️ {_(FACT_NAMES[fact])}", "correct_fact", n, v, fact) for fact in map(Fact, visit.facts)
    ]
    not_ours = [button(_("🙅 We did not buy this"), "first_visit_not_ours", n, v)]
    return Message(
        to.id,
        "\n".join(lines),
        title=_("🤝 Welcome, {customer}").format(customer=(await _customer(session, visit)).name),
        rows=[right, *pairs(fixes), not_ours] if visit.state in TO_CHECK and visit.unmarked else [],
        card=visit.ref,
    )


async def _customer(session: AsyncSession, visit: FirstVisit) -> Customer:
    return await session.get_one(Customer, visit.customer_id)


def pairs(buttons: list[Button]) -> list[list[Button]]:
    return [buttons[n : n + 2] for n in range(0, len(buttons), 2)]


async def _facts(session: AsyncSession, visit: FirstVisit, viewer: Person) -> list[str]:
    lines = []
    for fact, value in (await first_visits.values(session, visit, viewer.language)).items():
        mark = visit.checks.get(fact, {}).get("mark", "")
        sign = MARKS[FactMark(mark)] if mark else "•"
        lines.append(f"{sign} " + labelled(_(FACT_NAMES[fact]), value or "—"))
    return lines


async def to_tell(session: AsyncSession, visit: FirstVisit, now: datetime) -> dict[Information, str]:
    """What a customer is told, and in which words; what there is nothing to say of is left out."""
    customer = await _customer(session, visit)
    times = await service_card.response_times(session, customer, now)
    said = {
        Information.SERVICE_CODE: customer.service_code,
        Information.LOCK: visit.checks.get(Fact.LOCK, {}).get("now", "")
        or listed(each.number for each in first_visits.sold_together(visit, customer) if each.number),
        Information.HOTLINE: await policies.value(session, policies.COMPANY_TELEPHONE),
        Information.SUPERVISION: await policies.value(session, policies.COMPANY_SUPERVISION),
        Information.SUBMIT: service_card.how_to_send(),
        Information.RESPONSE: listed(labelled(label, length) for label, length in times),
    }
    return {each: words for each, words in said.items() if words}


@dated
async def for_staff(session: AsyncSession, visit: FirstVisit, viewer: Person, now: datetime) -> Message:
    """Where it stands, line by line, and what this person can do next."""
    customer, contact = await _customer(session, visit), await session.get_one(Person, visit.contact_id)
    seller = await session.get_one(Person, visit.submitted_by)
    lines = [
        _("Sold by {name}, {at}").format(name=seller.name, at=moment(visit.submitted_at, now)),
        "👤 " + listed([contact.name, contact.phones, "" if contact.active else _("has left")]),
        "",
        *await _facts(session, visit, viewer),
        *await _told(session, visit, now),
        *await _needs(session, visit),
        *await _notes(session, visit),
        *_attempts(visit, now),
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🤝 {visit.number} · {customer.name} · {_(STATE_NAMES[visit.state])}",
        rows=[
            *(await _checking(session, visit, now) if viewer.has(*CHECKERS) else []),
            *(_sales(visit) if sells(visit, viewer) else []),
        ],
        card=visit.ref,
        priority=Priority.NOTICE,
    )


def sells(visit: FirstVisit, viewer: Person) -> bool:
    """Who answers for sales: the sales colleague, and roles that appoint them."""
    return viewer.is_staff and (viewer.id == visit.submitted_by or viewer.has(*TEAM))


async def _told(session: AsyncSession, visit: FirstVisit, now: datetime) -> list[str]:
    if visit.channel != FirstVisitChannel.PHONE and not visit.informed:
        return []
    said = await to_tell(session, visit, now)
    signs = {KNOWN: "✅", NOW: "🗣"}
    lines = [
        f"{signs.get(visit.informed.get(each, ''), '•')} " + labelled(_(TOLD_NAMES[each]), words)
        for each, words in said.items()
    ]
    return ["", *lines]


async def _needs(session: AsyncSession, visit: FirstVisit) -> list[str]:
    lines = [
        "📝 " + noted(_(first_visit_needs.KIND_NAMES[need.kind]), one_line(need.words, 120))
        for need in await first_visit_needs.of_visit(session, visit)
    ]
    return ["", *lines] if lines else []


async def _notes(session: AsyncSession, visit: FirstVisit) -> list[str]:
    lines = []
    for number, words in visit.notes:
        person = await session.get(Person, number)
        lines.append("💬 " + labelled(person.name if person else "–", words))
    return lines


def _attempts(visit: FirstVisit, now: datetime) -> list[str]:
    lines = []
    if visit.attempts:
        tried = ngettext("tried {n} time in vain", "tried {n} times in vain", visit.attempts)
        again = visit.state is FirstVisitState.UNREACHED and visit.due_at
        when = _("again {time}").format(time=moment(visit.due_at, now)) if again and visit.due_at else ""
        lines.append("📵 " + listed([tried.format(n=visit.attempts), when]))
    if visit.state in TO_CHECK:
        lines.append(_("⏳ to be done by {time}").format(time=moment(visit.limit_at, now)))
    if visit.why:
        lines.append(f"↩ {visit.why}")
    return lines


async def _checking(session: AsyncSession, visit: FirstVisit, now: datetime) -> Rows:
    """For its owner. By telephone: first the facts, then what they are to be told, then the end."""
    n, v = visit.id, visit.version
    if visit.state not in TO_CHECK:
        return []
    chat = button(_("💬 Do it by chat"), "first_visit_by_chat", n, v)
    phone = button(_("📞 By phone"), "first_visit_by_phone", n, v)
    ask = button(_("❓ Ask sales"), "first_visit_ask", n, v)
    if visit.channel != FirstVisitChannel.PHONE:
        done = [button(_("🏁 Done"), "first_visit_done", n, v)]
        begun = [] if visit.unmarked else [done]
        return [
            *begun,
            [phone, ask] if visit.channel == FirstVisitChannel.CHAT else [chat, phone],
            *([] if visit.channel else [[ask]]),
        ]
    not_ours = button(_("🙅 Not bought, they say"), "first_visit_not_ours", n, v)
    missed = button(_("📵 Not reached"), "first_visit_missed", n, v)
    if visit.unmarked:
        rest = [[button(_("✅ All right"), "mark_facts", n, v)]] if len(visit.unmarked) > 1 else []
        return [*(_line(visit, fact) for fact in visit.unmarked), *rest, [missed, chat], [ask, not_ours]]
    left = [each for each in await to_tell(session, visit, now) if each not in visit.informed]
    if left:
        told = [[button(_("🗣 All told now"), "tell_facts", n, v)]] if len(left) > 1 else []
        return [*(_telling(visit, each) for each in left), *told, [ask]]
    return [[button(_("🏁 Done"), "first_visit_done", n, v)], [ask]]


def _line(visit: FirstVisit, fact: Fact) -> list[Button]:
    """These buttons mean the same after other marks, so the version is not checked."""
    return [
        button(f"✓ {_(FACT_NAMES[fact])}", "mark_fact", visit.id, 0, f"{fact}:{FactMark.CONFIRMED}"),
        button("✏️", "correct_fact", visit.id, visit.version, fact),
        button("?", "mark_fact", visit.id, 0, f"{fact}:{FactMark.UNKNOWN}"),
    ]


def _telling(visit: FirstVisit, each: Information) -> list[Button]:
    name = _(TOLD_NAMES[each])
    return [
        button(_("{what}: known").format(what=name), "tell_fact", visit.id, 0, f"{each}:{KNOWN}"),
        button(_("🗣 told now"), "tell_fact", visit.id, 0, f"{each}:{NOW}"),
    ]


def _sales(visit: FirstVisit) -> Rows:
    """What sales can say: it goes on, it is no sale, which of two values is right."""
    n, v = visit.id, visit.version
    rows = []
    for fact in visit.to_settle if visit.state is FirstVisitState.DONE else []:
        check, name = visit.checks[fact], _(FACT_NAMES[fact])
        right = _("✅ {what}: {value}")
        rows.append(
            [
                button(
                    right.format(what=name, value=one_line(check["now"], 30)),
                    "settle_fact",
                    n,
                    v,
                    f"{fact}:{NEW}",
                )
            ]
        )
        rows.append(
            [
                button(
                    _("↩ It stays {value}").format(value=one_line(check["was"] or "—", 30)),
                    "settle_fact",
                    n,
                    v,
                    f"{fact}:{OLD}",
                )
            ]
        )
    if visit.state is FirstVisitState.DISPUTED:
        rows.append([button(_("▶ They did buy it"), "first_visit_goes_on", n, v)])
    if visit.is_open:
        answer = [button(_("✍️ Answer"), "first_visit_answer", n, v)] if visit.notes else []
        rows.append([*answer, button(_("↩ No sale"), "first_visit_no_sale", n, v)])
    return rows


async def corrected(session: AsyncSession, visit: FirstVisit, language: str) -> list[str]:
    """Each line that was not right: what it was, and what it is."""
    lines = []
    for fact in map(Fact, visit.facts):
        check = visit.checks.get(fact, {})
        if check.get("mark") != FactMark.CORRECTED:
            continue
        was, said = check["was"], check["now"]
        if fact is Fact.PRODUCT:
            was, said = [
                await customers.product_name(session, code, language) if code else "" for code in (was, said)
            ]
        lines.append("✏️ " + labelled(_(FACT_NAMES[fact]), f"{was or '—'} → {said}"))
    unknown = [
        _(FACT_NAMES[fact])
        for fact in map(Fact, visit.facts)
        if visit.checks.get(fact, {}).get("mark") == FactMark.UNKNOWN
    ]
    return [*lines, *(["❔ " + labelled(_("Not known"), listed(unknown))] if unknown else [])]
