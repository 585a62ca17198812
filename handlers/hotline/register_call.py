"""/call: a member of staff registers what comes by telephone, letter, fax, e-mail, forum or over the counter (INT-10).

one line ─▶ who calls ─▶ the best answer to read out ─▶ solved on the phone
                                       └▶ a ticket, with its number and promise; who takes it is first-asker (HOT-6)
"""

from datetime import datetime
from functools import partial
from typing import Any
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncSession

from desk import closing, customers, limits
from desk.access import require
from desk.customers import Customer
from desk.hotline import messages as ticket_messages
from desk.knowledge import learning
from desk.people import Person, account_of
from desk.roles import REGISTRARS
from desk.scope import process as scope_process
from desk.sla import emergencies
from desk.ticket import SOURCE_NAMES, Ticket, TicketSource, Urgency
from desk.tickets import callers, incidents, lifecycle, ownership, resolution
from desk.tickets.callers import Caller
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.hotline.callers import LOOKS, caller, company_of, person_of
from handlers.intake import intents, kb_choice, kb_look, keywords
from handlers.scope import formatting as scope_words
from handlers.tickets import card as ticket_card
from i18n import _, moment
from i18n.joining import sentences
from kb.base import entries
from kb.search.clarify import Candidate
from kb.search.thresholds import Decision

ANSWERS = 3  # that can be read out

SOLVED, OTHERWISE, TICKET, NEXT = "solved", "otherwise", "ticket", "next"


async def call(turn: Turn, rest: str) -> None:
    """/call, perhaps with the line itself."""
    require(turn.person, *REGISTRARS)
    await start(turn, register_call, known={"line": rest} if len(rest) > 1 else {})


@flow
async def register_call(talk: Talk) -> None:
    """A call is registered, with one line and three taps for the usual one; each line of what was read can be corrected (INT-10)."""
    require(talk.person, *REGISTRARS)
    line = await talk.ask("line", Words(_prompt(), shortest=2, longest=2000))
    read = await talk.once("read", partial(_read, talk, line))
    who = await caller(talk, read)
    if not _said(talk, read, "problem"):
        await talk.ask("problem", Words(_("What goes wrong?"), shortest=2))
    problem = _said(talk, read, "problem")
    found = await talk.once(f"found:{crc32(problem.encode())}", partial(_search, talk, who, problem))
    shown = kb_choice.unpacked(found)
    done = await talk.ask("done", partial(_playback, talk, read, who, shown))
    if done == SOLVED and shown:
        await talk.once("solved", partial(_solved, talk, read, who, _answer(talk, shown)))
        return talk.say(_("Thank you. It is recorded as solved on the phone."))
    if done not in (OTHERWISE, TICKET):
        await _again(talk, done)
    solution = (
        await talk.ask("solution", Words(_("What solved it?"), shortest=2)) if done == OTHERWISE else ""
    )
    await talk.once("ticket", partial(_file, talk, read, who, shown, solution))
    return await _read_out(talk, solved=bool(solution))


def _prompt() -> str:
    return _(
        "Who calls, and what goes wrong? One line is enough, like this:\nBright Textiles Emma Clarke 13812345678 phone prints nothing E1007"
    )


async def _read(talk: Talk, line: str) -> dict[str, str]:
    return vars(await callers.read(talk.turn.session, line))


def _said(talk: Talk, read: dict[str, str], part: str) -> str:
    """As it was corrected, asked or read."""
    return str(talk.answers.get(part) or read[part])


async def _search(talk: Talk, who: dict[str, Any], problem: str) -> list[dict[str, Any]]:
    """The likeliest answers of the base; none when nothing is near enough (KB-2)."""
    customer = await company_of(talk, who)
    answer = talk.turn.base.search(intents.calm(problem), customer.products if customer else [])
    hits = answer.hits[:ANSWERS] if answer.decision is not Decision.NOTHING else ()
    return [vars(kb_look.candidate(talk.turn.base, hit)) for hit in hits]


def _answer(talk: Talk, shown: list[Candidate]) -> Candidate:
    """The one that is read out now."""
    return shown[int(talk.answers.get("=at", 0)) % len(shown)]


async def _playback(talk: Talk, read: dict[str, str], who: dict[str, Any], shown: list[Candidate]) -> Choice:
    source = TicketSource(_said(talk, read, "source") or TicketSource.PHONE)
    lines = [
        f"👤 {await _called(talk, who)}",
        f"❓ {_said(talk, read, 'problem')}",
        f"☎️ {_(SOURCE_NAMES[source])}",
    ]
    options = [(TICKET, _("🎫 Make it a ticket"))]
    if shown:
        entry = await entries.get(talk.turn.session, _answer(talk, shown).code)
        lines += ["", f"💡 {entry.code} {entry.question}", *entry.steps]

        options = [(SOLVED, _("✅ Solved on the phone")), *options]
    else:
        lines += ["", _("The problem base knows no answer.")]
    lead = len(options)
    options += [(OTHERWISE, _("✍️ Solved otherwise"))]
    options += [(NEXT, _("📖 Next answer"))] if len(shown) > 1 else []
    options += [("caller", _("✏️ Caller")), ("problem", _("✏️ Problem")), ("source", _("✏️ Source"))]
    return Choice("\n".join(lines), options=options, columns=2, lead=lead)


async def _called(talk: Talk, who: dict[str, Any]) -> str:
    if number := who.get("person"):
        person = await talk.turn.session.get_one(Person, number)
        return Caller(person, await customers.of(talk.turn.session, person), 0, own=False).called
    facts = (who["name"], who["company"], who["phone"])
    return f"🆕 {' · '.join(fact for fact in facts if fact)}"


async def _again(talk: Talk, line: str) -> None:
    """Another answer, or one line asked again."""
    if line == NEXT:
        talk.answers["=at"] = int(talk.answers.get("=at", 0)) + 1
        talk.correct("done")
    if line == "caller":
        talk.answers["=from"] = int(talk.answers.get("=from", 0)) + LOOKS
        talk.correct("done", "phone")
    ways = [(source.value, _(name)) for source, name in SOURCE_NAMES.items()]
    asked: Any = (
        Words(_("What goes wrong?"), shortest=2)
        if line == "problem"
        else Choice(_("How did it come?"), options=ways, columns=2)
    )
    talk.answers[line] = await talk.ask(f"new_{line}", asked)
    talk.answers["=at"] = 0
    talk.correct("done", f"new_{line}")


async def _solved(talk: Talk, read: dict[str, str], who: dict[str, Any], answer: Candidate) -> int:
    """Recorded with the entry, as the word of the colleague (KB-4)."""
    contact = await person_of(talk, who)
    heard = learning.Heard(talk.person.id, _source(talk, read))
    problem, session, now = _said(talk, read, "problem"), talk.turn.session, talk.turn.now
    await learning.asked(session, contact, problem, now, product=answer.product, heard=heard)
    await learning.offered(session, contact, problem, answer, now, heard=heard)
    await learning.answered(
        session, contact, problem, answer.code, True, now, product=answer.product, stated=None, heard=heard
    )
    return contact.id


def _source(talk: Talk, read: dict[str, str]) -> TicketSource:
    return TicketSource(_said(talk, read, "source") or TicketSource.PHONE)


async def _file(
    talk: Talk, read: dict[str, str], who: dict[str, Any], shown: list[Candidate], solution: str
) -> int:
    """The caller's ticket, assigned to the colleague who registers it; if solved on the phone it is closed at once."""
    session, now, problem = talk.turn.session, talk.turn.now, _said(talk, read, "problem")
    contact, customer = await person_of(talk, who), await company_of(talk, who)
    ticket = Ticket(
        contact_id=contact.id,
        customer_id=customer.id if customer else None,
        description=problem,
        source=_source(talk, read),
        urgency=keywords.effect(problem) or Urgency.GENERAL,
        product=await _product(talk, customer, problem, shown),
        error_code=keywords.error_code(problem),
        declined=[each.code for each in shown],
    )
    await lifecycle.file(session, ticket, now, by=talk.person)
    heard = learning.Heard(talk.person.id, ticket.source)
    await learning.asked(session, contact, problem, now, product=ticket.product, heard=heard)
    if not shown and not solution:
        await learning.unanswered(
            session, contact, problem, now, product=ticket.product, stated=None, heard=heard
        )
    await _keep_line(talk, ticket)
    joined = await incidents.look(session, ticket, now) is not None
    await ownership.take(session, ticket, talk.person, now)
    ticket.replied_at = now  # they speak with a person
    if solution:
        await resolution.resolve(session, ticket, talk.person, solution, now)
        await closing.close(session, ticket, by=talk.person.id, now=now)
    elif not joined and await scope_process.filed(session, ticket, now):
        return ticket.id
    elif await limits.may_call_emergency(session, contact, now):
        await emergencies.call(session, ticket, now)
    return ticket.id


async def _product(talk: Talk, customer: Customer | None, problem: str, shown: list[Candidate]) -> str:
    """The one they named, the only one they own, or the one whose entry is near."""
    if named := await kb_look.product_in(talk.turn.session, problem):
        return named
    owned = customer.products if customer else []
    near = shown[0].product if shown else ""
    return owned[0] if len(owned) == 1 else near if near in owned or not owned else ""


async def _keep_line(talk: Talk, ticket: Ticket) -> None:
    """The colleague's own words, and what they sent along (a letter, a fax), stay on the ticket, for staff."""
    await ticket_messages.move_to_ticket(talk.turn.session, talk.row.id, ticket.id)
    for said in await ticket_messages.of_ticket(talk.turn.session, ticket.id):
        said.internal = True


async def _read_out(talk: Talk, *, solved: bool) -> None:
    """Ticket number and time limit, to be read to the caller; a caller with a chat also gets them there."""
    session, now = talk.turn.session, talk.turn.now
    ticket = await session.get_one(Ticket, talk.answers["=ticket"])
    contact = await session.get_one(Person, ticket.contact_id)
    if solved:
        return talk.say(
            _("Thank you. {number} is recorded as solved on the phone.").format(number=ticket.number)
        )
    text = await _to_tell(session, ticket, contact, now)
    if await account_of(session, contact.id):
        text += "\n" + _("They have it in the chat, too.")
    talk.say(text)
    talk.flush()
    talk.turn.reply(await ticket_card.for_staff(session, ticket, talk.person, now))
    return None


async def _to_tell(session: AsyncSession, ticket: Ticket, contact: Person, now: datetime) -> str:
    """The same as is said in the chat: what waits until its scope is settled has that promise, and no other (SCO-1)."""
    case = await scope_process.of_ticket(session, ticket.id) if ticket.waits_for else None
    if case is not None:
        holder = await session.get(Person, case.holder_id) if case.holder_id else None
        return sentences(
            _("🗣 Please tell {name}: the number is {number}.").format(
                name=contact.name, number=ticket.number
            ),
            scope_words.to_customer(case, holder, now, goes_on=False),
        )
    return _("🗣 Please tell {name}: the number is {number}, and you will hear from us by {time}.").format(
        name=contact.name, number=ticket.number, time=moment(ticket.promised_at or now, now)
    )
