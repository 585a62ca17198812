"""Documents of a customer in chat: read, sent to a contact, a new version, who may read; each reading is noted (CUS-9)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access import access_customer, access_document, access_document_keeping, require
from desk.customers import Customer
from desk.events import Event
from desk.files import File
from desk.hotline import messages as ticket_messages
from desk.people import ROLE_NAMES, Person, Role, reachable
from desk.roles import ACCOUNT_STAFF, DOCUMENT_READERS, PRICE_READERS
from desk.sales import documents
from desk.sales.documents import KIND_NAMES, Document, DocumentKind
from errors import BadInput, Blocked
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.message import Button, Message
from handlers.chat.questions import SKIP, Choice, Question, Words
from handlers.chat.turn import Turn
from i18n import N_, _, dated, moment
from i18n.joining import labelled, listed

READINGS = 8  # shown
CIRCLES = {"all": DOCUMENT_READERS, "commercial": PRICE_READERS}
CIRCLE_NAMES = {"all": N_("Everybody who works for the customer"), "commercial": N_("Sales and management")}
LINES = {
    Event.DOCUMENT_ADDED: N_("{who} added version {n}"),
    Event.DOCUMENT_READ: N_("{who} read version {n}"),
    Event.DOCUMENT_SENT: N_("{who} sent version {n} to {to}"),
    Event.DOCUMENT_READERS: N_("{who} changed who may read it"),
}


@verb
async def customer_documents(turn: Turn, number: int, version: int, extra: str) -> None:
    """Only what they may read."""
    customer = await access_customer(turn.session, turn.person, number)
    found = [
        each
        for each in await documents.of_customer(turn.session, customer)
        if documents.may_read(turn.person, each)
    ]
    rows = [
        [button(_("{name} · version {n}").format(name=each.name, n=each.number), "show_document", each.id)]
        for each in found
    ]
    if turn.person.has(*ACCOUNT_STAFF):
        rows.append([button(_("➕ Add a document"), "add_document", customer.id)])
    turn.say(
        _("What is on file, as far as you may read it:") if found else _("No documents that you may read."),
        rows,
        title=_("📁 Documents of {customer}").format(customer=customer.name),
        card=f"documents:{customer.id}",
        fresh=True,
    )


@verb
async def show_document(turn: Turn, number: int, version: int, extra: str) -> None:
    document = await access_document(turn.session, turn.person, number)
    turn.reply(await card(turn.session, document, turn.person, turn.now))


@dated
async def card(session: AsyncSession, document: Document, viewer: Person, now: datetime) -> Message:
    """Which version it is, who may read it, and who has read it."""
    customer = await session.get_one(Customer, document.customer_id)
    lines = [
        labelled(_(KIND_NAMES[DocumentKind(document.kind)]), document.title or "–"),
        await _version(session, document, now),
        "👁 " + labelled(_("Readers"), listed(_(ROLE_NAMES[Role(role)]) for role in document.readers)),
        *await _history(session, document, now),
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"📁 {document.name} · {customer.name}",
        rows=await _rows(session, document, viewer),
        card=document.ref,
    )


async def _version(session: AsyncSession, document: Document, now: datetime) -> str:
    """`version 2 · contract.pdf · 3 Feb 10:00 · 张伟`"""
    file = await session.get_one(File, document.file_id)
    by = await session.get(Person, document.added_by) if document.added_by else None
    number = _("version {version}").format(version=document.number)
    facts = (number, file.name, moment(document.added_at, now), by.name if by else "")
    return " · ".join(fact for fact in facts if fact)


async def _rows(session: AsyncSession, document: Document, viewer: Person) -> list[list[Button]]:
    older = [
        button(_("version {version}").format(version=each.number), "show_document", each.id)
        for each in await documents.versions(session, document)
        if each.id != document.id
    ]
    keeps = [
        button(_("➕ New version"), "new_document_version", document.id),
        button(_("👁 Readers"), "document_readers", document.id),
    ]
    return [
        [
            button(_("📥 Open"), "read_document", document.id),
            button(_("📤 Send to a contact"), "send_document", document.id),
        ],
        *([keeps] if viewer.has(*ACCOUNT_STAFF) else []),
        *(older[n : n + 3] for n in range(0, len(older), 3)),
    ]


async def _history(session: AsyncSession, document: Document, now: datetime) -> list[str]:
    lines = []
    for entry in await documents.history(session, document, READINGS):
        who = await session.get(Person, entry.by) if entry.by else None
        to = await session.get(Person, entry.data.get("given_to", 0))
        of = await session.get_one(Document, entry.record_id)
        text = _(LINES[Event(entry.event)]).format(
            who=who.name if who else _("the command line"), n=of.number, to=to.name if to else "–"
        )
        lines.append(f"• {moment(entry.at, now)} {text}")
    return ["", *lines] if lines else []


@verb
async def read_document(turn: Turn, number: int, version: int, extra: str) -> None:
    """The file itself; that it was read stands in the journal."""
    document = await access_document(turn.session, turn.person, number)
    await documents.read(turn.session, document, turn.person, turn.now)
    text = _("{name} · version {n}").format(name=document.name, n=document.number)
    turn.say(text, files=(document.file_id,))


@verb
async def send_document(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_document(turn.session, turn.person, number)
    await start(turn, sends_document, {"document": number})


@flow
async def sends_document(talk: Talk) -> None:
    """To a contact who can be written to; they get it at once."""
    session = talk.turn.session
    document = await access_document(session, talk.person, talk.args["document"])
    customer = await session.get_one(Customer, document.customer_id)
    people = await reachable(session, await customers.contacts(session, customer))
    if not people:
        raise Blocked(_("No contact of {customer} is in a chat with us.").format(customer=customer.name))
    prompt = _("Who gets {name}, version {n}? It is sent at once.").format(
        name=document.name, n=document.number
    )
    chosen = await talk.ask("to", Choice(prompt, options=[(str(each.id), each.name) for each in people]))
    to = await session.get_one(Person, int(chosen))
    await documents.send(session, document, to, talk.person, talk.turn.now)
    talk.say(_("{name} has it.").format(name=to.name))


@verb
async def add_document(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *ACCOUNT_STAFF)
    await access_customer(turn.session, turn.person, number)
    await start(turn, adds_document, {"customer": number})


@dataclass(frozen=True)
class OneFile(Question[str]):
    """A file, whatever it is."""

    def heard(self, said: Said) -> str:
        if not said.attachments:
            raise BadInput(_("Please send the document as a file."))
        return "📎"


@flow
async def adds_document(talk: Talk) -> None:
    """The file, what it is, what it is called, who may read it. Of the same kind and name it is the next version."""
    session = talk.turn.session
    require(talk.person, *ACCOUNT_STAFF)
    customer = await access_customer(session, talk.person, talk.args["customer"])
    await talk.ask("file", OneFile(_("Please send the document as a file.")))
    kinds = [(kind, _(name)) for kind, name in KIND_NAMES.items()]
    kind = DocumentKind(await talk.ask("kind", Choice(_("What is it?"), options=kinds)))
    named = Words(_("What is it called?"), options=[(SKIP, _("Just that"))], longest=80)
    title = await talk.ask("title", named)
    usual = "commercial" if kind is DocumentKind.CONTRACT else "all"
    circle = await talk.ask("readers", _circles(usual))
    document = await documents.add(
        session, customer, kind, "" if title == SKIP else title, await _file(talk), talk.person, talk.turn.now,
        list(CIRCLES[circle]),
    )  # fmt: skip
    talk.turn.reply(await card(session, document, talk.person, talk.turn.now))


def _circles(first: str) -> Choice:
    names = sorted(CIRCLE_NAMES, key=lambda each: each != first)
    return Choice(_("Who may read it?"), options=[(name, _(CIRCLE_NAMES[name])) for name in names])


async def _file(talk: Talk) -> File:
    """The last one that was sent in this talk."""
    said = await ticket_messages.of_talk(talk.turn.session, talk.row.id)
    return [file for each in said for file in each.files][-1]


@verb
async def new_document_version(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_document_keeping(turn.session, turn.person, number)
    await start(turn, adds_version, {"document": number})


@flow
async def adds_version(talk: Talk) -> None:
    """Earlier ones stay, and can be read as before."""
    session = talk.turn.session
    before = await access_document_keeping(session, talk.person, talk.args["document"])
    customer = await session.get_one(Customer, before.customer_id)
    prompt = _("Please send the new version of {name} as a file.").format(name=before.name)
    await talk.ask("file", OneFile(prompt))
    document = await documents.add(
        session,
        customer,
        DocumentKind(before.kind),
        before.title,
        await _file(talk),
        talk.person,
        talk.turn.now,
    )
    talk.turn.reply(await card(session, document, talk.person, talk.turn.now))


@verb
async def document_readers(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_document_keeping(turn.session, turn.person, number)
    await start(turn, chooses_readers, {"document": number})


@flow
async def chooses_readers(talk: Talk) -> None:
    session = talk.turn.session
    document = await access_document_keeping(session, talk.person, talk.args["document"])
    circle = await talk.ask("readers", _circles("all"))
    await documents.set_readers(session, document, list(CIRCLES[circle]), talk.person, talk.turn.now)
    talk.turn.reply(await card(session, document, talk.person, talk.turn.now))
