"""What could not be delivered, to whoever counts on it (HOT-10)."""

from desk.people import Person, Role, account_of, with_role
from handlers.message import Message, Priority
from handlers.notices.notice import Notice, managers, to, working_on
from language import N_, _

BLOCKED, NO_CHAT = "blocked", "no chat"
WHY = {BLOCKED: N_("has blocked the bot"), NO_CHAT: N_("nothing has been written here yet")}


async def undelivered(notice: Notice) -> list[Message]:
    """A message could not be delivered: whoever counts on it hears so (HOT-10)."""
    lost = await notice.session.get_one(Person, notice.entry.record_id)
    messages = []
    for person in await _others(notice, lost):
        why = str(notice.entry.data["why"])
        with to(person):
            text = _("📵 {name} cannot be reached in the chat ({why}). Please call: {phone}").format(
                name=lost.name, why=_(WHY.get(why, why)), phone=lost.phone or _("no number on file")
            )
        messages.append(Message(person.id, text, priority=Priority.NOTICE))
    return messages


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
