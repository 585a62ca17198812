"""A colleague who receives a complaint hands it over; the supervisor enters what headquarters forwards (COM-1)."""

from contextlib import suppress

from sqlalchemy import ColumnElement, or_, select

from desk.access import access_ticket, may_see_contact, require
from desk.complaints import process as complaint_process
from desk.complaints import responsible
from desk.complaints.complaint import ComplaintSource
from desk.customers import Customer
from desk.people import ROLE_NAMES, Person, has_phone, language_by_name, present
from desk.phones import phone_number
from desk.roles import OVERSEERS, STAFF
from desk.ticket import Ticket
from errors import BadInput
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Choice, Phone, Words
from handlers.chat.turn import Turn
from handlers.complaints.questions import in_private
from i18n import _, moment

FOUND, SOMEBODY_NEW = 8, "new"


@verb
async def hand_complaint(turn: Turn, number: int, version: int, extra: str) -> None:
    """From a ticket's card: who complains and what about is known."""
    require(turn.person, *STAFF)
    in_private(turn)
    ticket = await access_ticket(turn.session, turn.person, number)
    await start(turn, hand_in, {"ticket": number}, {"contact": ticket.contact_id})


async def take(turn: Turn) -> None:
    """/complaint of a colleague."""
    await start(turn, hand_in, {"ticket": 0})


@flow
async def hand_in(talk: Talk) -> None:
    """Who complains, in which words; then it is with the quality supervisor, and no longer with the colleague."""
    require(talk.person, *STAFF)
    session = talk.turn.session
    number = talk.args["ticket"]
    about = await access_ticket(session, talk.person, number) if number else None
    contact = about.contact_id if about else await _contact(talk)
    source, reference = await _source(talk)
    words = await talk.ask(
        "words", Words(_("What do they say? As far as you can in their own words."), shortest=2)
    )
    complaint = await complaint_process.open(
        session, await present(session, contact), words, talk.turn.now,
        source=source, by=talk.person, about=about, reference=reference,
    )  # fmt: skip
    ticket = await session.get_one(Ticket, complaint.id)
    keeper = _(ROLE_NAMES[await responsible.responsible_role(session, complaint)])
    talk.say(
        _(
            "Thank you. {number} is with the {keeper} now; the customer has an answer by {time}. Please leave it to them."
        ).format(
            number=complaint.number,
            keeper=keeper,
            time=moment(ticket.promised_at or talk.turn.now, talk.turn.now),
        )
    )


async def _source(talk: Talk) -> tuple[ComplaintSource, str]:
    """Only who may enter what headquarters forwards is asked."""
    if not talk.person.has(*OVERSEERS):
        return ComplaintSource.STAFF, ""
    ways = {
        ComplaintSource.STAFF: _("From the customer"),
        ComplaintSource.HEADQUARTERS: _("Forwarded by headquarters"),
    }
    source = ComplaintSource(
        await talk.ask("source", Choice(_("How did it reach us?"), options=list(ways.items())))
    )
    if source is ComplaintSource.STAFF:
        return source, ""
    question = Words(_("Under which number or mail there?"), options=[(SKIP, _("None"))], longest=80)
    reference = await talk.ask("reference", question)
    return source, "" if reference == SKIP else reference


async def _contact(talk: Talk) -> int:
    """Somebody on file, found by name, company, phone or ticket; else they are put on file."""
    asked = await talk.ask(
        "who", Words(_("Who complains? A name, company, phone or ticket number."), shortest=2)
    )
    options = await talk.once("found", lambda: _found(talk, asked))
    if options:
        chosen = await talk.ask(
            "which",
            Choice(
                _("Which one?"), options=[*[(k, v) for k, v in options], (SOMEBODY_NEW, _("None of these"))]
            ),
        )
        if chosen != SOMEBODY_NEW:
            return int(chosen)
    name = await talk.ask("name", Words(_("What is their name?"), longest=80))
    company = await talk.ask(
        "company", Words(_("Which company are they with?"), options=[(SKIP, _("Skip"))], longest=200)
    )
    phone = await talk.ask(
        "phone", Phone(_("At which number can they be reached?"), options=[(SKIP, _("Skip"))])
    )
    return await talk.once("person", lambda: _new(talk, name, company, phone))


async def _found(talk: Talk, asked: str) -> list[list[str]]:
    """[number, how they are called], the best few."""
    query = (
        select(Person, Customer.name)
        .outerjoin(Customer, Customer.id == Person.customer_id)
        .where(Person.active, _named(asked))
        .order_by(Person.id)
    )
    rows = (await talk.turn.session.execute(query.limit(FOUND * 8))).all()
    customers = [(p, name) for p, name in rows if await may_see_contact(talk.turn.session, talk.person, p)]
    return [
        [str(p.id), " · ".join(x for x in (p.name, name or p.organisation, p.phones) if x)]
        for p, name in customers[:FOUND]
    ]


def _named(asked: str) -> ColumnElement[bool]:
    asked = asked.strip()
    ways: list[ColumnElement[bool]] = [
        Person.name.icontains(asked, autoescape=True),
        Person.organisation.icontains(asked, autoescape=True),
        Customer.name.icontains(asked, autoescape=True),
    ]
    number = asked.strip().upper().removeprefix("K-")
    if number.isdecimal() and len(number) < 10:
        ways.append(Person.id.in_(select(Ticket.contact_id).where(Ticket.id == int(number) - 1000)))
    with suppress(BadInput):  # it may be no phone number
        ways.append(has_phone(phone_number(asked)))
    return or_(*ways)


async def _new(talk: Talk, name: str, company: str, phone: str) -> int:
    person = Person(
        name=name, organisation="" if company == SKIP else company, phone="" if phone == SKIP else phone,
        language=language_by_name(name), zone=talk.person.zone, created_at=talk.turn.now,
    )  # fmt: skip
    talk.turn.session.add(person)
    await talk.turn.session.flush()
    return person.id
