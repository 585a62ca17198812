"""What new customers need, to the head of a department: one list, each with two buttons (CUS-3)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_need
from desk.complaints.complaint import DEPARTMENT_NAMES, Department
from desk.customers import Customer
from desk.people import Person
from desk.projects import from_needs
from desk.projects.from_needs import Record
from desk.sales import first_visit_needs
from desk.sales.first_visit_needs import KIND_NAMES, Need
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message, Priority
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from i18n import N_, _, dated, moment, ngettext
from i18n.joining import labelled, listed, noted, one_line

SHOWN = 10  # with buttons; the rest comes as these are dealt with


@dated
async def listing(session: AsyncSession, viewer: Person, now: datetime) -> Message:
    """The open needs of this person, the oldest first."""
    found = await first_visit_needs.of_head(session, viewer)
    lines = [await _line(session, number, need, now) for number, need in enumerate(found[:SHOWN], start=1)]
    text = ngettext(
        "{n} new customer's need is with you:", "{n} needs of new customers are with you:", len(found)
    )
    rows = [
        [
            button(_("✋ Take over {n}").format(n=number), "take_need_over", need.id, need.version),
            button(_("↪ Not ours"), "pass_need_on", need.id, need.version),
        ]
        for number, need in enumerate(found[:SHOWN], start=1)
    ]
    return Message(
        viewer.id,
        "\n".join([text.format(n=len(found)), "", *lines])
        if found
        else _("All needs of new customers are taken over."),
        title=_("📝 What new customers need"),
        rows=rows,
        card=f"needs:{viewer.id}",
        priority=Priority.NOTICE,
    )


async def _line(session: AsyncSession, number: int, need: Need, now: datetime) -> str:
    customer = await session.get_one(Customer, need.customer_id)
    by = await session.get_one(Person, need.said_by)
    what = noted(_(KIND_NAMES[need.kind]), one_line(need.words, 200))
    return f"{number}. {labelled(customer.name, what)} · {listed([by.name, by.phones])} · {moment(need.said_at, now)}"


async def _load(turn: Turn, number: int) -> Need:
    return await access_need(turn.session, turn.person, number)


async def _show(turn: Turn, need: Need) -> None:
    turn.reply(await listing(turn.session, turn.person, turn.now))


on_need = if_unchanged(_load, _show)


@verb
@on_need
async def take_need_over(turn: Turn, need: Need, extra: str) -> None:
    made = await from_needs.take_over(turn.session, need, turn.person, turn.now)
    await turn.session.flush()
    customer = await turn.session.get_one(Customer, need.customer_id)
    turn.replies.append(await listing(turn.session, turn.person, turn.now))
    what = noted(_(KIND_NAMES[need.kind]), one_line(need.words, 200))
    lines = ["✋ " + labelled(customer.name, what), _became(made)]
    opens = [button(made.number, OPENS[made.__tablename__], made.id)] if made is not None else []
    turn.say(
        "\n".join(lines),
        [*([opens] if opens else []), [button(_("🏢 Customer's file"), "customer_file", customer.id)]],
    )


OPENS = {"project": "show_project", "requirement": "show_requirement", "ticket": "show"}
BECAME = {
    "project": N_("It is the project {number} now."),
    "requirement": N_("It is the requirement {number} now; whoever judges it has it."),
    "ticket": N_("It is the ticket {number} now; the customer has the number."),
}


def _became(made: Record | None) -> str:
    if made is None:
        return _("Nobody there is on file whom we could answer. Please add a contact, or call them.")
    return _(BECAME[made.__tablename__]).format(number=made.number)


@verb
@on_need
async def pass_need_on(turn: Turn, need: Need, extra: str) -> None:
    first_visit_needs.open_still(need)
    await start(turn, passes_need_on, {"need": need.id})


@flow
async def passes_need_on(talk: Talk) -> None:
    """To the head of another department, who has it at once."""
    session = talk.turn.session
    need = await access_need(session, talk.person, talk.args["need"])
    options: Sequence[tuple[str, str]] = [
        (each, _(DEPARTMENT_NAMES[each])) for each in Department if each is not need.department
    ]
    which = await talk.ask("department", Choice(_("Whose is it?"), options=options, columns=2))
    head = await first_visit_needs.pass_on(session, need, Department(which), talk.person, talk.turn.now)
    talk.say(_("{name} gets it.").format(name=head.name))
    talk.turn.replies.append(await listing(session, talk.person, talk.turn.now))
