"""/complaints: the register, page by page, for its readers (COM-5)."""

from desk.access import require
from desk.complaints import register as complaint_register
from desk.complaints.complaint import STATE_NAMES, Complaint
from desk.complaints.register import SHELF_NAMES, Section
from desk.customers import Customer
from desk.people import Person
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from i18n import _
from i18n.joining import noted

PAGE = 8


async def register(turn: Turn) -> None:
    """How many stand where; each section behind a button."""
    counts = await complaint_register.counts(turn.session, turn.person)
    rows = [
        [button(noted(_(SHELF_NAMES[section]), number), "complaint_shelf", 0, 0, section)]
        for section, number in counts.items()
        if number
    ]
    turn.say(_("The complaint register:") if rows else _("There is no complaint for you to read."), rows)


@verb
async def complaint_shelf(turn: Turn, number: int, version: int, extra: str) -> None:
    """A page; `number` is the last one of the page before."""
    require(turn.person, *complaint_register.READERS)
    if extra not in list(Section):
        raise NotFound(_("I cannot find that."))
    section = Section(extra)
    found = list(
        await complaint_register.page(turn.session, turn.person, section, number, PAGE + 1, turn.now)
    )
    rows: list[list[Button]] = [
        [button(await _line(turn, complaint), "show_complaint", complaint.id)] for complaint in found[:PAGE]
    ]
    if len(found) > PAGE:
        rows.append([button(_("▼ Older ones"), "complaint_shelf", found[PAGE - 1].id, 0, section)])
    text = _(SHELF_NAMES[section]) if rows else _("Nothing there.")
    turn.reply(Message(turn.person.id, text, rows=rows, card="complaints"))


async def _line(turn: Turn, complaint: Complaint) -> str:
    contact = await turn.session.get_one(Person, complaint.contact_id)
    customer = await turn.session.get(Customer, complaint.customer_id) if complaint.customer_id else None
    who = customer.name if customer else contact.organisation or contact.name
    return f"{complaint.number} · {_(STATE_NAMES[complaint.state])} · {who}"
