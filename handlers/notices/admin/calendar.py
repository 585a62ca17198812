"""What administrators hear of the calendar (SLA-2)."""

from desk.people import Role, with_role
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, to
from i18n import _


async def unpublished(notice: Notice) -> list[Message]:
    """Nothing is wrong yet: until it is mended, the deadlines of that year know its statutory days only."""
    messages = []
    for person in await with_role(notice.session, Role.ADMIN):
        with to(person):
            text = _(
                "I do not know yet which days off and make-up working days there are in {year} ({country}). "
                "Until an update of Kefu brings them, time limits and visit-backs of that year follow the statutory holidays only. "
                "/calendar lets you enter single days."
            ).format(**notice.entry.data)
        messages.append(Message(person.id, text, priority=Priority.SURVEY))
    return messages
