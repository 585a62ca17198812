"""Reactions on their way: an emoji appears under the words it is meant for, where they were said (HOT-10)."""

from desk.hotline.messages import TicketMessage
from desk.people import Account
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice


async def reacted(notice: Notice) -> list[Message]:
    """The emoji appears in the chat of the person who wrote the message."""
    said = await notice.session.get_one(TicketMessage, notice.entry.data["utterance"])
    return [reaction(notice, said, await notice.session.get_one(Account, said.account_id))]


def reaction(notice: Notice, said: TicketMessage, where: Account) -> Message:
    return Message(
        where.person_id, "", quotes=said.id, reaction=str(notice.entry.data["reaction"]), account_id=where.id,
        card=f"reaction:{said.id}", priority=Priority.NOTICE,
    )  # fmt: skip
