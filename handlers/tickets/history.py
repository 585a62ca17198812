"""A ticket's whole history: all that happened and all that was said, in pages or as a document (TIC-2)."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from desk import customers, journal
from desk.access import access_ticket, require_staff
from desk.files import File
from desk.hotline import messages as ticket_messages
from desk.people import Person
from desk.ticket import SOURCE_NAMES, STATE_NAMES, Ticket
from desk.tickets import problem_type
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.journal_lines import told
from handlers.chat.message import Message
from handlers.chat.turn import Turn
from handlers.complaints import questions as complaint_questions
from handlers.tickets import card as ticket_card
from i18n import _, moment
from i18n.joining import labelled
from store import row_number

LONGEST = 2800  # characters of a page


@verb
async def history(turn: Turn, number: int, version: int, extra: str) -> None:
    """The latest page, with the files that were sent."""
    ticket = await _ticket(turn, number)
    said = await ticket_messages.of_ticket(turn.session, ticket.id)
    files = tuple(file.id for message in said for file in message.files)
    turn.reply(await _page(turn, ticket, None, files))


@verb
async def history_page(turn: Turn, number: int, version: int, extra: str) -> None:
    """`extra` is the page; the message changes where it stands."""
    ticket = await _ticket(turn, number)
    page = await _page(turn, ticket, row_number(extra))
    turn.replies.append(page)


async def _ticket(turn: Turn, number: int) -> Ticket:
    """For staff only, for notes stand there, too; who reads a complaint is noted."""
    require_staff(turn.person)
    ticket = await access_ticket(turn.session, turn.person, number)
    if ticket.complaint:
        await complaint_questions.noted(turn, number)
    return ticket


async def _page(turn: Turn, ticket: Ticket, number: int | None, files: tuple[int, ...] = ()) -> Message:
    pages = paged([f"{moment(at, turn.now)}  {line}" for at, line in await _lines(turn, ticket)])
    number = len(pages) - 1 if number is None else min(number, len(pages) - 1)
    back = [button("◀", "history_page", ticket.id, 0, number - 1)] if number else []
    on = [button("▶", "history_page", ticket.id, 0, number + 1)] if number < len(pages) - 1 else []
    where = f" · {number + 1}/{len(pages)}" if len(pages) > 1 else ""
    return Message(
        turn.person.id,
        pages[number],
        title=f"{ticket.number}{where}",
        rows=[[*back, *on], [button(_("📄 As a document"), "history_file", ticket.id)]],
        card=f"history:{ticket.id}",
        about=ticket.ref,
        files=files,
    )


async def _lines(turn: Turn, ticket: Ticket) -> list[tuple[datetime, str]]:
    """Each with its time, oldest first."""
    entries = await journal.history(turn.session, ticket.id)
    lines = [(e.at, await told(turn.session, e)) for e in entries]
    for said in await ticket_messages.of_ticket(turn.session, ticket.id):
        names = "".join(f" 📎 {file.name or file.kind}" for file in said.files)
        speaker = await ticket_card.speaker(turn.session, said)
        lines.append((said.at, labelled(speaker, f"{said.text}{names}")))
        lines.extend((said.at, _("  (before: {text})").format(text=text)) for _at, text in said.earlier)
    return sorted([line for line in lines if line[1]], key=lambda line: line[0])


def paged(lines: Sequence[str], longest: int = LONGEST) -> list[str]:
    """As many lines a page as it holds; a line that is longer than a page goes on on the next."""
    pages = [""]
    for line in lines:
        for part in [line[i : i + longest] for i in range(0, len(line), longest)]:
            if pages[-1] and len(pages[-1]) + len(part) >= longest:
                pages.append("")
            pages[-1] = f"{pages[-1]}\n{part}".lstrip("\n")
    return pages


@verb
async def history_file(turn: Turn, number: int, version: int, extra: str) -> None:
    """The whole of it on paper."""
    ticket = await _ticket(turn, number)
    await draw_history(turn, ticket.id)


@job()
async def draw_history(turn: Turn, number: int) -> None:
    ticket = await access_ticket(turn.session, turn.person, number)
    lines = [(moment(at, turn.now), line) for at, line in await _lines(turn, ticket)]
    drawn = partial(_written, ticket, await _facts(turn, ticket), lines, turn.now)
    turn.say(_("All of {number} so far:").format(number=ticket.number), about=ticket.ref, drawn=drawn)


async def _facts(turn: Turn, ticket: Ticket) -> list[tuple[str, str]]:
    contact = await turn.session.get_one(Person, ticket.contact_id)
    customer = await customers.of(turn.session, ticket)
    owner = await turn.session.get(Person, ticket.owner_id) if ticket.owner_id else None
    return [
        (_("Customer"), customer.name if customer else contact.organisation),
        (_("Contact"), " · ".join(fact for fact in (contact.name, contact.phones) if fact)),
        (_("Product"), await customers.product_name(turn.session, ticket.product, turn.person.language)),
        (
            _("Kind"),
            await problem_type.named(turn.session, ticket.kind, ticket.subtype, turn.person.language),
        ),
        (_("How it came"), _(SOURCE_NAMES[ticket.source])),
        (_("Owner"), owner.name if owner else ""),
        (_("Solution"), ticket.solution),
    ]


def _written(
    ticket: Ticket, facts: Sequence[tuple[str, str]], lines: Sequence[tuple[str, str]], now: datetime
) -> list[File]:
    """The document in the current language."""
    from documents.pdf import PdfDocument  # with its fonts, much to load

    paper = PdfDocument(f"{ticket.number} · {_(STATE_NAMES[ticket.state])}", ticket.title, now)
    paper.facts(facts)
    paper.heading(_("The problem"))
    paper.text(ticket.description)
    paper.heading(_("History"))
    for at, line in lines:  # no table: its rows would have to fit on one page
        paper.text(f"{at}  {line}")
    return [File.holding(paper.content(), f"{ticket.number}.pdf", "application/pdf")]
