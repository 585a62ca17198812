"""Notices of failed delivery, to the person who relies on the message (HOT-10)."""

from dataclasses import replace

from desk.hotline import staff_group
from desk.hotline.consultations import Consultation
from desk.hotline.messages import SECOND_WAY
from desk.people import (
    BLOCKED,
    ENDED,
    NO_CHAT,
    REFUSED,
    REMOVED,
    Person,
    Role,
    account_of,
    reason,
    with_role,
)
from desk.projects.project import Project
from desk.ticket import Ticket
from handlers.chat.message import Message, Priority
from handlers.notices.hotline import handing_over
from handlers.notices.notice import Notice, managers, to, working_on
from handlers.notices.sla import alerts
from handlers.tickets import card as ticket_card
from i18n import N_, _

CARDS = 5  # ticket cards sent to a person who is back; all are in /tickets
WHY = {
    BLOCKED: N_("has blocked the bot"),
    NO_CHAT: N_("nothing has been written here yet"),
    REMOVED: N_("I was removed from it"),
    ENDED: N_("the account no longer exists"),
    REFUSED: N_("the message was not accepted there"),
}


async def undelivered(notice: Notice) -> list[Message]:
    """A message could not be delivered: the person who relies on it is told (HOT-10)."""
    lost = await notice.session.get_one(Person, notice.entry.record_id)
    group = await staff_group.of_group(notice.session, lost.id)
    messages = []
    for person in await (managers(notice) if group else _others(notice, lost)):
        why = str(notice.entry.data["why"])
        with to(person):
            words = _room(lost, why) if group else text(lost, why)
        card = group.ref if group else ""  # many lost messages of one group are one matter
        messages.append(Message(person.id, words, card=card, priority=Priority.NOTICE))
    return messages + ([] if group else await _in_plain_words(notice, lost))


async def _in_plain_words(notice: Notice, lost: Person) -> list[Message]:
    """What was not accepted in their chat: they hear that there is something, and where. Should that fail too, others call."""
    if reason(str(notice.entry.data["why"])) != REFUSED or not notice.entry.data.get("again"):
        return []
    ticket = await notice.session.get(Ticket, notice.entry.ticket_id) if notice.entry.ticket_id else None
    kind, _colon, number = str(notice.entry.data.get("about", "")).partition(":")
    project = await notice.session.get(Project, int(number)) if kind == Project.__tablename__ else None
    with to(lost):
        words = _("I have a message for you that cannot be shown here. Please ask once more, in other words.")
        if record := ticket or project:
            text = _(
                "I have a message about {number} that cannot be shown here. {command} shows how it stands."
            )
            words = text.format(number=record.number, command="/tickets" if ticket else "/project")
    return [Message(lost.id, f"📵 {words}", card=SECOND_WAY, fresh=True, priority=Priority.REPLY)]


def text(lost: Person, why: str) -> str:
    """Who cannot be reached, and how else they may be."""
    phone = lost.phones or _("no number on file")
    if (known := reason(why)) == REFUSED:
        return _(
            "📵 One message did not reach {name}: it was not accepted there. Please say it in other words, or call: {phone}"
        ).format(name=lost.name, phone=phone)
    return _("📵 {name} cannot be reached in the chat ({why}). Please call: {phone}").format(
        name=lost.name, why=_(WHY[known]), phone=phone
    )


def _room(group: Person, why: str) -> str:
    return _(
        "📵 I cannot write in the staff group {name} ({why}). Tickets go on in private as before. To have it back, add me there as an administrator who may manage topics, and say /desk."
    ).format(name=group.name, why=_(WHY[reason(why)]))


async def _others(notice: Notice, lost: Person) -> list[Person]:
    """The first of asker, assignee, managers, administrators who can be reached, and is another person."""
    for people in (
        await _asked_by(notice),
        await working_on(notice) if notice.entry.ticket_id else [],
        await managers(notice),
        await with_role(notice.session, Role.ADMIN),
    ):
        others = [person for person in people if person.id != lost.id]
        if reached := [person for person in others if await account_of(notice.session, person.id)]:
            return reached
    return []


async def _asked_by(notice: Notice) -> list[Person]:
    """For a consultation: the asker."""
    kind, _colon, number = str(notice.entry.data.get("about", "")).partition(":")
    consultation = (
        await notice.session.get(Consultation, int(number))
        if kind == "inquiry" and number.isdecimal()
        else None
    )
    asker = await notice.person(consultation.asked_by) if consultation else None
    return [asker] if asker else []


async def back(notice: Notice) -> list[Message]:
    """They can be reached again: of what they missed, each record as it stands now."""
    person = await notice.session.get_one(Person, notice.entry.record_id)
    if person.is_staff:
        return await handing_over.joined(notice) + await alerts.still_running(notice, person)
    messages = []
    for number in notice.entry.data["tickets"][-CARDS:]:
        ticket = await notice.session.get_one(Ticket, number)
        if ticket.contact_id == person.id:
            with to(person):
                headline = _("You could not be reached for a while. This is how it stands now:")
                card = await ticket_card.for_customer(notice.session, ticket, headline, notice.now)
            messages.append(replace(card, fresh=True, priority=Priority.NOTICE))
    return messages
