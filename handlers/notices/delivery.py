"""What could not be delivered, to whoever counts on it (HOT-10)."""

from desk.hotline import staff_group
from desk.people import BLOCKED, NO_CHAT, REMOVED, Person, Role, account_of, with_role
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, managers, to, working_on
from i18n import N_, _

WHY = {
    BLOCKED: N_("has blocked the bot"),
    NO_CHAT: N_("nothing has been written here yet"),
    REMOVED: N_("I was removed from it"),
}


async def undelivered(notice: Notice) -> list[Message]:
    """A message could not be delivered: whoever counts on it hears so (HOT-10)."""
    lost = await notice.session.get_one(Person, notice.entry.record_id)
    room = await staff_group.of_group(notice.session, lost.id)
    messages = []
    for person in await (managers(notice) if room else _others(notice, lost)):
        why = str(notice.entry.data["why"])
        with to(person):
            words = _room(lost, why) if room else text(lost, why)
        card = room.ref if room else ""  # many lost messages of one group are one matter
        messages.append(Message(person.id, words, card=card, priority=Priority.NOTICE))
    return messages


def text(lost: Person, why: str) -> str:
    """Who cannot be reached, and how else they may be."""
    return _("📵 {name} cannot be reached in the chat ({why}). Please call: {phone}").format(
        name=lost.name, why=_(WHY.get(why, why)), phone=lost.phones or _("no number on file")
    )


def _room(group: Person, why: str) -> str:
    return _(
        "📵 I cannot write in the staff group {name} ({why}). Tickets go on in private as before. To have it back, add me there as an administrator who may manage topics, and say /desk."
    ).format(name=group.name, why=_(WHY.get(why, why)))


async def _others(notice: Notice, lost: Person) -> list[Person]:
    """Who works on it, else the managers, else the administrators: whoever can be reached, and is somebody else."""
    for people in (
        await working_on(notice) if notice.entry.ticket_id else [],
        await managers(notice),
        await with_role(notice.session, Role.ADMIN),
    ):
        others = [person for person in people if person.id != lost.id]
        if reached := [person for person in others if await account_of(notice.session, person.id)]:
            return reached
    return []
