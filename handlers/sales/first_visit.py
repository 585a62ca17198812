"""The first visit of a sold customer, by chat or by telephone: the buttons of its cards, and the talks behind them (CUS-3, CUS-7)."""

from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, invites
from desk.access import (
    access_customer,
    access_first_visit,
    access_first_visit_work,
    require,
)
from desk.calendars import regions
from desk.calendars.calendar import Calendar
from desk.customers import Customer
from desk.people import Person
from desk.roles import FIRST_VISIT_READERS
from desk.sales import first_visit_checks, first_visit_sales, first_visits
from desk.sales.first_visits import FACT_NAMES, STATE_NAMES, Fact, FactMark, FirstVisit, FirstVisitChannel
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import When, offered
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Phone, Question, Words
from handlers.chat.turn import Turn
from handlers.customers import service_card
from handlers.customers.accounts import invited
from handlers.sales import first_visit_card
from handlers.sales.first_visit_access import either, on_either, on_own_visit, on_visit, show, work
from handlers.sales.first_visit_card import KNOWN, NOW
from handlers.sales.first_visit_needs import says_needs
from i18n import _, moment
from i18n.joining import labelled

SHOWN = 20  # in a list
SAME, OTHER = "same", "other"

HALF_PAST_NINE = time(9, 30)


async def first_visits_list(turn: Turn) -> None:
    """/firstvisits: what is not done yet."""
    require(turn.person, *FIRST_VISIT_READERS)
    found = []
    for visit in await first_visits.open_of(turn.session, turn.person):
        try:
            customer = await access_customer(turn.session, turn.person, visit.customer_id)
        except NotFound:
            continue
        found.append((visit, customer))
    lines = [
        f"• {labelled(f'{visit.number} {customer.name}', _(STATE_NAMES[visit.state]))} · {moment(visit.limit_at, turn.now)}"
        for visit, customer in found[:SHOWN]
    ]
    rows = [
        [button(f"🤝 {customer.name}", "show_first_visit", visit.id)] for visit, customer in found[:SHOWN]
    ]
    turn.say("\n".join(lines) or _("Nothing there."), rows, title=_("🤝 First visits"))


@verb
async def show_first_visit(turn: Turn, number: int, version: int, extra: str) -> None:
    await show(turn, await access_first_visit(turn.session, turn.person, number))


@verb
@on_visit
async def first_visit_by_chat(turn: Turn, visit: FirstVisit, extra: str) -> None:
    """The contact gets the list at once; who is not in any chat yet, by an invite."""
    await first_visit_checks.begin(turn.session, visit, FirstVisitChannel.CHAT, turn.person, turn.now)
    if await first_visits.is_there(turn.session, visit):
        turn.say(_("The list is with the contact now. You hear as soon as it is answered."))
    else:
        contact = await turn.session.get_one(Person, visit.contact_id)
        code = await invites.make(turn.session, turn.now, person=contact, by=turn.person.id)
        text = _(
            "They are in no chat with us yet. Please pass this on; the list comes by itself once they are in."
        )
        turn.say(f"{text}\n\n{invited(turn, contact, code)}")
    await show(turn, visit)


@verb
@on_visit
async def first_visit_by_phone(turn: Turn, visit: FirstVisit, extra: str) -> None:
    await first_visit_checks.begin(turn.session, visit, FirstVisitChannel.PHONE, turn.person, turn.now)
    await show(turn, visit)


@verb
async def mark_fact(turn: Turn, number: int, version: int, extra: str) -> None:
    """`extra`: which line, and as what."""
    visit = await work(turn, number)
    which, _colon, as_ = extra.partition(":")
    if which not in visit.facts or as_ not in (FactMark.CONFIRMED, FactMark.UNKNOWN):
        raise NotFound(_("I cannot find that."))
    await first_visit_checks.mark(turn.session, visit, [Fact(which)], FactMark(as_), turn.person, turn.now)
    await show(turn, visit, fresh=False)


@verb
@on_visit
async def mark_facts(turn: Turn, visit: FirstVisit, extra: str) -> None:
    """All that is left is right."""
    await first_visit_checks.mark(
        turn.session, visit, visit.unmarked, FactMark.CONFIRMED, turn.person, turn.now
    )
    await show(turn, visit, fresh=False)


@verb
async def tell_fact(turn: Turn, number: int, version: int, extra: str) -> None:
    """`extra`: what, and whether it was known or is told now."""
    visit = await work(turn, number)
    which, _colon, said = extra.partition(":")
    if which not in await first_visit_card.to_tell(turn.session, visit, turn.now) or said not in (KNOWN, NOW):
        raise NotFound(_("I cannot find that."))
    await first_visit_checks.tell(turn.session, visit, {which: said}, turn.person, turn.now)
    await show(turn, visit, fresh=False)


@verb
@on_visit
async def tell_facts(turn: Turn, visit: FirstVisit, extra: str) -> None:
    left = [
        each
        for each in await first_visit_card.to_tell(turn.session, visit, turn.now)
        if each not in visit.informed
    ]
    await first_visit_checks.tell(turn.session, visit, dict.fromkeys(left, NOW), turn.person, turn.now)
    await show(turn, visit, fresh=False)


@verb
@on_visit
async def first_visit_missed(turn: Turn, visit: FirstVisit, extra: str) -> None:
    first_visits.still(visit, *first_visits.TO_CHECK)
    await start(turn, tries_again, {"visit": visit.id})


@flow
async def tries_again(talk: Talk) -> None:
    """When: in two hours, tomorrow at half past nine, another time; nobody is called at night."""
    session, now = talk.turn.session, talk.turn.now
    visit = await access_first_visit_work(session, talk.person, talk.args["visit"])
    times = await talk.once("times", partial(_times, session, visit, now))
    options = offered([datetime.fromisoformat(at) for at in times], lambda at: moment(at, now))
    at = await talk.ask(
        "at",
        When(
            _("When do you try again? Press a time, or write another one."),
            now,
            limit=Limit.BY,
            options=options,
        ),
    )
    await first_visit_checks.unreached(session, visit, datetime.fromisoformat(at), talk.person, now)
    await show(talk.turn, visit)


async def _times(session: AsyncSession, visit: FirstVisit, now: datetime) -> list[str]:
    customer = await session.get_one(Customer, visit.customer_id)
    working = (await regions.hours_of(session, customer.region)).working
    return [at.isoformat() for at in times_to_call(working, now)]


def times_to_call(working: Calendar, now: datetime) -> tuple[datetime, datetime]:
    """In two hours, or when it is open again; and on the next working day at half past nine."""
    day = working.next_working_day(working.local_date(now) + timedelta(days=1))
    tomorrow = working.next_service_time(day, HALF_PAST_NINE)
    return working.next_open(now + timedelta(hours=2)), tomorrow


@verb
@on_either
async def correct_fact(turn: Turn, visit: FirstVisit, extra: str) -> None:
    """By the contact, or by the colleague who speaks with them; `extra` is the line."""
    first_visits.still(visit, *first_visits.TO_CHECK)
    if extra not in visit.facts:
        raise NotFound(_("I cannot find that."))
    await start(turn, corrects_fact, {"visit": visit.id, "fact": extra})


@flow
async def corrects_fact(talk: Talk) -> None:
    """What is right instead; of a contact also whether it is somebody else."""
    session, fact = talk.turn.session, Fact(talk.args["fact"])
    visit = await either(talk.turn, talk.args["visit"])
    customer = await session.get_one(Customer, visit.customer_id)
    several = len(first_visits.sold_together(visit, customer)) > 1
    said = await talk.ask("said", await _question(talk, fact, several=several))
    if fact is Fact.CONTACT and await talk.ask("who", _who(said)) == OTHER:
        phone = await talk.ask("phone", Phone(_("What is the contact's phone number?")))
        await _other(talk, visit, first_visits.line(said), phone)
    else:
        await first_visit_checks.correct(
            session, visit, fact, first_visits.line(said), talk.person, talk.turn.now
        )
    if not talk.person.is_staff and visit.contact_id != talk.person.id:
        return talk.say(_("Thank you! We ask {name}; nothing more is needed from you.").format(name=said))
    return await show(talk.turn, visit)


def _who(name: str) -> Choice:
    options = [(SAME, _("✏️ Only the name was wrong")), (OTHER, _("👤 It is somebody else"))]
    return Choice(_("{name}: is that the same person?").format(name=name[:80]), options=options)


async def _question(talk: Talk, fact: Fact, *, several: bool) -> Question[str]:
    """Of several products it is said in words which one is another."""
    if fact is Fact.PHONE:
        return Phone(_("What is the contact's phone number?"))
    if fact is Fact.PRODUCT and not several:
        owned = await customers.products(talk.turn.session)
        return Choice(
            _("Which product is it?"), options=[(p.code, p.named(talk.person.language)) for p in owned]
        )
    if fact is Fact.LOCK and not several:
        return Words(_("What is the right lock number? It is printed on the lock."), shortest=3, longest=40)
    return Words(labelled(_(FACT_NAMES[fact]), _("what is right instead?")), shortest=2, longest=200)


async def _other(talk: Talk, visit: FirstVisit, name: str, phone: str) -> None:
    """Who speaks with them passes an invite on."""
    person = await first_visit_checks.other_contact(
        talk.turn.session, visit, name, phone, talk.person, talk.turn.now
    )
    if talk.person.is_staff:
        code = await invites.make(talk.turn.session, talk.turn.now, person=person, by=talk.person.id)
        talk.say(invited(talk.turn, person, code))


@verb
@on_own_visit
async def first_visit_right(turn: Turn, visit: FirstVisit, extra: str) -> None:
    """The contact says that all is right: their service card, and what they need first."""
    await first_visit_checks.mark(
        turn.session, visit, visit.unmarked, FactMark.CONFIRMED, turn.person, turn.now
    )
    facts = await first_visit_card.to_tell(turn.session, visit, turn.now)
    said = {str(each): NOW for each in facts}
    await first_visit_checks.tell(turn.session, visit, said, turn.person, turn.now)
    card = await first_visit_card.for_contact(turn.session, visit, turn.person)
    turn.replies.append(card)  # without its buttons
    text, title = await service_card.shown(turn.session, turn.person, turn.now)
    turn.say(text, title=title)
    await start(turn, says_needs, {"visit": visit.id})


@verb
@on_either
async def first_visit_not_ours(turn: Turn, visit: FirstVisit, extra: str) -> None:
    """Nothing is promised; sales say whether it goes on."""
    await first_visit_sales.dispute(turn.session, visit, turn.person, turn.now)
    await show(turn, visit, fresh=False)
    if turn.person.is_staff:
        return turn.say(_("Sales have been asked. Please promise nothing until they have answered."))
    return turn.say(
        _(
            "Thank you for telling us, and sorry for the trouble. We look into it; nothing is expected from you."
        )
    )
