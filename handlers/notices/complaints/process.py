"""Notices of complaints: to the customer at each step, the complaint managers and the department; nobody else (COM-1 to COM-5)."""

from collections.abc import Iterable
from dataclasses import replace

from desk.complaints import responsible
from desk.complaints.complaint import DEPARTMENT_NAMES, Complaint, ComplaintState
from desk.people import ROLE_NAMES, Person
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.complaints import card
from handlers.notices.notice import Notice, to
from i18n import N_, _


async def _complaint(notice: Notice) -> Complaint:
    return await notice.session.get_one(Complaint, notice.entry.record_id)


async def _customer(notice: Notice, complaint: Complaint, headline: str) -> list[Message]:
    """`headline` is translated in their language; it may name the department and the answer."""
    contact = await notice.session.get_one(Person, complaint.contact_id)
    with to(contact):
        department = _(DEPARTMENT_NAMES[complaint.department]) if complaint.department else ""
        text = _(headline).format(
            department=department,
            answer=complaint.answer,
            number=complaint.number,
            keeper=_(ROLE_NAMES[await responsible.responsible_role(notice.session, complaint)]),
            why=notice.entry.data.get("why", ""),
        )
        return [replace(await card.for_customer(notice.session, complaint, text, notice.now), fresh=True)]


async def _cards(
    notice: Notice, complaint: Complaint, people: Iterable[Person], priority: Priority | None = None
) -> list[Message]:
    """With a priority it is sent as a new message; without one only existing cards are edited. The actor's card as well."""
    cards = []
    for person in people:
        with to(person):
            made = await card.for_staff(notice.session, complaint, person, notice.now)
        fresh = priority is not None
        cards.append(replace(made, fresh=fresh, quiet=not fresh, priority=priority or Priority.NOTICE))
    return cards


async def _keepers(notice: Notice, complaint: Complaint, priority: Priority | None = None) -> list[Message]:
    people = await responsible.responsible_staff(notice.session, complaint)
    others = [p for p in people if p.id != notice.entry.by]
    mine = [p for p in people if p.id == notice.entry.by]
    return await _cards(notice, complaint, others, priority) + await _cards(
        notice, complaint, mine, Priority.REPLY if complaint.state is not ComplaintState.CLOSED else None
    )


async def _heads(notice: Notice, complaint: Complaint, priority: Priority | None = None) -> list[Message]:
    people = await responsible.heads(notice.session, complaint)
    keepers = await responsible.responsible_staff(notice.session, complaint)
    return await _cards(notice, complaint, [p for p in people if p not in keepers], priority)


async def opened(notice: Notice) -> list[Message]:
    """The customer gets a number and a realistic time; the complaint manager is alerted (`alert.raised`)."""
    return await _customer(
        notice,
        await _complaint(notice),
        N_("Thank you for telling us; we are sorry. Your complaint is {number}. The {keeper} has it now."),
    )


async def valid(notice: Notice) -> list[Message]:
    complaint = await _complaint(notice)
    headline = N_(
        "The quality supervisor has confirmed your complaint. The {department} looks into it and answers you."
    )
    return [
        *await _customer(notice, complaint, headline),
        *await _heads(notice, complaint, Priority.ALERT),
        *await _keepers(notice, complaint),
    ]


async def moved(notice: Notice) -> list[Message]:
    complaint = await _complaint(notice)
    return await _heads(notice, complaint, Priority.ALERT) + await _keepers(notice, complaint)


async def dismissed(notice: Notice) -> list[Message]:
    complaint = await _complaint(notice)
    contact = await notice.session.get_one(Person, complaint.contact_id)
    with to(contact):
        told = await card.for_customer(notice.session, complaint, complaint.explanation, notice.now)
    return [replace(told, fresh=True), *await _keepers(notice, complaint)]


async def answered(notice: Notice) -> list[Message]:
    """The answer goes to the customer with two buttons; the supervisor verifies (COM-4)."""
    complaint = await _complaint(notice)
    headline = N_("The {department} answers you:\n\n{answer}\n\nIs your complaint settled with this?")
    return [
        *await _customer(notice, complaint, headline),
        *await _keepers(notice, complaint, Priority.NOTICE),
        *await _heads(notice, complaint),
    ]


async def asked_again(notice: Notice) -> list[Message]:
    headline = N_("May I ask once more: is your complaint {number} settled with our answer?\n\n{answer}")
    complaint = await _complaint(notice)
    return await _customer(notice, complaint, headline) + await _keepers(notice, complaint)


async def verified(notice: Notice) -> list[Message]:
    complaint = await _complaint(notice)
    headline = (
        N_("Thank you. We are glad that it is settled. {number} is closed.")
        if complaint.resolved
        else N_("We could not reach you, and have closed {number}. Just write if something is still open.")
    )
    return [*await _customer(notice, complaint, headline), *await _told(notice, complaint)]


async def to_headquarters(notice: Notice) -> list[Message]:
    complaint = await _complaint(notice)
    headline = N_(
        "We are sorry that it is not settled. Our headquarters takes it up now; you hear what comes of it."
    )
    return [*await _customer(notice, complaint, headline), *await _told(notice, complaint, Priority.ALERT)]


async def concluded(notice: Notice) -> list[Message]:
    complaint = await _complaint(notice)
    return [
        *await _customer(notice, complaint, N_("From our headquarters: {why}")),
        *await _told(notice, complaint),
    ]


async def withdrawn(notice: Notice) -> list[Message]:
    complaint = await _complaint(notice)
    return [
        *await _customer(notice, complaint, N_("You have taken {number} back. Thank you for telling us.")),
        *await _told(notice, complaint),
    ]


async def _told(notice: Notice, complaint: Complaint, priority: Priority = Priority.NOTICE) -> list[Message]:
    """The complaint manager and the department are told of the progress."""
    return await _keepers(notice, complaint, priority) + await _heads(notice, complaint, Priority.NOTICE)


async def explained(notice: Notice) -> list[Message]:
    complaint = await _complaint(notice)
    return await _keepers(notice, complaint, Priority.NOTICE)


async def date_due(notice: Notice) -> list[Message]:
    """A look at headquarters is due (COM-4)."""
    return await _keepers(notice, await _complaint(notice), Priority.NOTICE)


async def changed(notice: Notice) -> list[Message]:
    return await _keepers(notice, await _complaint(notice))


async def comment_asked(notice: Notice) -> list[Message]:
    """What the customer says, and nothing else of the file."""
    complaint = await _complaint(notice)
    person = await notice.session.get_one(Person, complaint.named_id or 0)
    with to(person):
        lines = [
            _("A customer is not content, and you are asked how you see it:"),
            "",
            f"“{complaint.description}”",
        ]
        rows = [[button(_("✍️ My comment"), "comment_complaint", complaint.id)]]
        title = f"📣 {complaint.number}"
    text = "\n".join(lines)
    asked = Message(
        person.id, text, title=title, rows=rows, priority=Priority.NOTICE, card=complaint.ref, fresh=True
    )
    return [asked, *await _keepers(notice, complaint), *await _heads(notice, complaint)]


async def commented(notice: Notice) -> list[Message]:
    complaint = await _complaint(notice)
    return await _heads(notice, complaint, Priority.NOTICE) + await _keepers(
        notice, complaint, Priority.NOTICE
    )


async def at_once(notice: Notice) -> list[Message]:
    """The head of the customer's branch is told in addition to the complaint manager (COM-8)."""
    complaint = await _complaint(notice)
    keepers = await responsible.responsible_staff(notice.session, complaint)
    heads = [p for p in await responsible.branch_heads(notice.session, complaint) if p not in keepers]
    return await _cards(notice, complaint, heads, Priority.ALERT) + await _keepers(notice, complaint)
