"""A special service in chat: which it is, its form filled in, offered with its price, agreed to in one tap; the form on paper (SCO-10)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access import access_own_quote, access_scope, access_scope_sales
from desk.files import File
from desk.money import amount
from desk.people import Person
from desk.scope import catalogue, people, process, quote_rows, special
from desk.scope.case import ScopeCase, ScopeState, Verdict
from desk.scope.catalogue import ServiceItem
from desk.scope.quote_rows import Draft, Quote
from desk.surveys import consent_forms, forms
from desk.ticket import Ticket
from errors import NotFound, Stale
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.jobs import job
from handlers.chat.message import Message, Priority
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.scope.formatting import price_words
from handlers.scope.offering import asks_price, mine, on_case_to_sell, propose
from handlers.surveys import form_questions
from handlers.tickets.guards import of_talk, on_ticket
from i18n import _, company_day, moment, spoken

INCLUDED, LISTED, OTHER, FREE = "included", "listed", "other", "free"


@verb
@on_ticket
async def special_service(turn: Turn, ticket: Ticket, extra: str) -> None:
    """The person who works on it has found out that it is one."""
    special.check_no_case(await process.of_ticket(turn.session, ticket.id), ticket)
    await start(turn, is_special, {"ticket": ticket.id})


@flow
async def is_special(talk: Talk) -> None:
    """Which one; what it costs nobody has to ask for is filled in at once, the rest is for sales."""
    session = talk.turn.session
    ticket, item = await of_talk(talk), await _asks_which(talk)
    number = await talk.once("case", lambda: _begun(talk, ticket, item))
    case = await session.get_one(ScopeCase, number)
    if case.holder_id == talk.person.id and case.state is ScopeState.SALES:
        return await _fill(talk, case)
    holder = await session.get(Person, case.holder_id) if case.holder_id else None
    waits = _("{name} has it now; work goes on once the customer has agreed to its form.")
    grave = _("{name} has it now, and sees to its form; you go on meanwhile.")
    return talk.say((waits if ticket.waits_for else grave).format(name=holder.name if holder else ""))


async def _begun(talk: Talk, ticket: Ticket, item: ServiceItem) -> int:
    return (await special.begin_special(talk.turn.session, ticket, item, talk.person, talk.turn.now)).id


async def _asks_which(talk: Talk) -> ServiceItem:
    """Raises Stale when there is none any more."""
    today = company_day(talk.turn.now)
    every = await catalogue.special(talk.turn.session, today)
    if not every:
        raise Stale(_("There is no special service in the catalogue."))
    options = [(item.code, item.named(talk.person.language)) for item in every]
    code = await talk.ask("item", Choice(_("Which special service is it?"), options=options))
    return next(item for item in every if item.code == code)


@verb
@on_case_to_sell
async def sell_special(turn: Turn, case: ScopeCase, extra: str) -> None:
    """Sales have found out that what is asked for is one."""
    await start(turn, sells_special, {"case": case.id, "version": case.version})


@flow
async def sells_special(talk: Talk) -> None:
    case = await access_scope_sales(talk.turn.session, talk.person, talk.args["case"])
    item = await _asks_which(talk)
    if case.item_code != item.code:
        case = await mine(talk)
        await special.name_special(talk.turn.session, case, item, talk.turn.now)
    await _fill(talk, case)


@verb
@on_case_to_sell
async def not_special(turn: Turn, case: ScopeCase, extra: str) -> None:
    """It was guessed wrongly: the ticket goes on as what it is."""
    await special.not_special(turn.session, case, turn.person, turn.now)


@verb
@on_case_to_sell
async def service_form(turn: Turn, case: ScopeCase, extra: str) -> None:
    """The form is filled in, or filled in again: what was signed and offered before no longer counts."""
    again = case.state in (ScopeState.SIGNING, ScopeState.OFFERED)
    await start(turn, fills_service_form, {"case": case.id, "version": case.version, "again": again})


@flow
async def fills_service_form(talk: Talk) -> None:
    await _fill(talk, await mine(talk))


async def _fill(talk: Talk, case: ScopeCase) -> None:
    """The form, question by question, then the price; the customer reads all of it and agrees with one tap."""
    session, now = talk.turn.session, talk.turn.now
    item = await quote_rows.item_of(session, case, now)
    if item is None or not item.form:
        raise Stale(_("There is no special service in the catalogue."))
    form = await consent_forms.form(session, item.form)
    answers = await form_questions.answers(talk, form)
    draft = await _priced(talk, case, item)
    words = await talk.ask(
        "remark", Words(_("What should the customer read with it?"), options=[(SKIP, _("Nothing more"))])
    )
    consent = await consent_forms.filled(session, item.form, answers)
    await propose(talk, case, Draft(
        item, draft.price, reason=draft.reason, words="" if words == SKIP else words, included=draft.included,
        consent=consent,
    ))  # fmt: skip


async def _priced(talk: Talk, case: ScopeCase, item: ServiceItem) -> Draft:
    """The person who is not of sales offers it as part of the service, or at the list price."""
    if case.verdict is Verdict.SPECIAL and not people.may_sell(talk.person):
        return Draft(item, None, included=True)
    if not people.may_sell(talk.person):
        return Draft(item, item.price)
    options = [
        *([(INCLUDED, _("Part of their service"))] if case.verdict is Verdict.SPECIAL else []),
        (LISTED, _("By the list: {price}").format(price=item.price)),
        (OTHER, _("Another price")),
        (FREE, _("Free this once")),
    ]
    chosen = await talk.ask("how", Choice(_("What does it cost?"), options=options))
    if chosen == FREE:
        why = await talk.ask(
            "reason", Words(_("Why is it free this once? Colleagues read this."), shortest=2)
        )
        return Draft(item, None, reason=why)
    if chosen == OTHER:
        return Draft(item, amount(await talk.ask("price", lambda: asks_price(item))))
    return Draft(item, None, included=True) if chosen == INCLUDED else Draft(item, item.price)


@verb
async def service_form_paper(turn: Turn, number: int, version: int, extra: str) -> None:
    """For the contact it was made to, and staff who may read the case."""
    await draw_service_form(turn, (await _readable(turn.session, turn.person, number)).id)


async def _readable(session: AsyncSession, person: Person, number: int) -> Quote:
    """Raises NotFound."""
    quote = await session.get(Quote, number)
    if quote is None or not quote.consent:
        raise NotFound(_("I cannot find that."))
    if person.is_staff:
        await access_scope(session, person, quote.case_id)
    else:
        await access_own_quote(session, person, number)
    return quote


@dataclass(frozen=True)
class Told:
    """All that stands on it, said already."""

    number: str
    title: str
    facts: list[tuple[str, str]]
    answers: list[tuple[str, str]]
    terms: str
    agreed: list[tuple[str, str]]
    made_at: datetime


@job()
async def draw_service_form(turn: Turn, number: int) -> None:
    quote = await _readable(turn.session, turn.person, number)
    told = await _told(turn.session, quote, turn.now)
    text = _("The form of {number}.").format(number=quote.number)
    turn.reply(
        Message(turn.person.id, text, title=told.title, priority=Priority.NOTICE, drawn=partial(drawn, told))
    )


async def _told(session: AsyncSession, quote: Quote, now: datetime) -> Told:
    case = await session.get_one(ScopeCase, quote.case_id)
    ticket = await session.get_one(Ticket, case.ticket_id)
    contact = await session.get_one(Person, ticket.contact_id)
    customer = await customers.of(session, ticket)
    item = await catalogue.item(session, case.item_code, company_day(quote.proposed_at))
    proposer = await session.get_one(Person, quote.proposed_by)
    form, language = consent_forms.of(quote), spoken().language
    return Told(
        number=quote.number,
        title=forms.text(form.name, language),
        facts=[
            (_("Customer"), customer.name if customer else contact.organisation),
            (_("Contact"), contact.name),
            (_("Service"), item.named(language) if item else case.item_code),
            (_("Ticket"), ticket.number),
            (_("Price"), price_words(quote)),
            (_("From"), proposer.name),
        ],
        answers=form.answered(quote.consent["answers"], language),
        terms=forms.text(form.terms, language),
        agreed=await _agreed(session, quote, now),
        made_at=quote.said_at or quote.proposed_at,
    )


async def _agreed(session: AsyncSession, quote: Quote, now: datetime) -> list[tuple[str, str]]:
    person = await session.get(Person, quote.said_by) if quote.said_by else None
    if person is None or quote.said_at is None or not quote.said_sha256:
        return [(_("Customer"), _("has not agreed yet"))]
    agreed = _("{name}, in the chat, {time}").format(name=person.name, time=moment(quote.said_at, now))
    return [(_("Agreed by"), agreed), (_("Text (SHA-256)"), quote.said_sha256)]


def drawn(told: Told) -> list[File]:
    from documents.pdf import PdfDocument  # with its fonts, much to load

    paper = PdfDocument(told.title, told.number, told.made_at)
    paper.facts(told.facts)
    paper.heading(_("What is agreed"))
    paper.facts(told.answers)
    paper.heading(_("Terms"))
    paper.text(told.terms)
    paper.heading(_("Consent"))
    paper.facts(told.agreed)
    return [File.holding(paper.content(), f"{told.number}.pdf", "application/pdf")]
