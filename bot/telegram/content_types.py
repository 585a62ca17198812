"""Content of a message that is no file, in words; and a phone number of their own."""

from typing import Any

from telegram import (
    Contact,
    Message,
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

MAP = "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}"


def in_words(message: Message) -> str:
    """Content that is no file, as words, so that it can be read on the ticket."""
    if message.venue:
        return f"📍 {message.venue.title}, {message.venue.address} {_place(message.venue.location)}"
    if message.location:
        return f"📍 {_place(message.location)}"
    if message.contact and not own_phone(message):
        return f"👤 {_name(message.contact)} {message.contact.phone_number}"
    if message.poll:
        return f"📊 {message.poll.question}: " + " / ".join(option.text for option in message.poll.options)
    if message.dice:
        return f"{message.dice.emoji} {message.dice.value}"
    return ""


def with_links(message: Message) -> str:
    """The words or the caption; a link that hides behind some of them stands after these."""
    words = message.text or message.caption or ""
    units = words.encode("utf-16-le")
    hidden = [e for e in message.entities or message.caption_entities if e.type == e.TEXT_LINK and e.url]
    for entity in sorted(hidden, key=lambda e: e.offset, reverse=True):
        end = 2 * (entity.offset + entity.length)
        shown = units[2 * entity.offset : end].decode("utf-16-le", "replace")
        if shown.strip() != entity.url:
            units = units[:end] + f" ({entity.url})".encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le", "replace")


def quoted_before(message: Message) -> str:
    """The part of a message that they have marked to answer it, and what they quote from another chat."""
    marked = message.quote.text if message.quote and message.quote.is_manual else ""
    elsewhere = message.external_reply
    if elsewhere is not None and not marked:
        marked = message.quote.text if message.quote else whose(elsewhere.origin)
    return f"“{marked}”\n" if marked else ""


def whose(origin: MessageOrigin) -> str:
    """A person, a channel or a group, by name; "" where it is not told."""
    match origin:
        case MessageOriginUser(sender_user=user):
            return user.full_name
        case MessageOriginHiddenUser(sender_user_name=name):
            return name
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            return chat.effective_name or ""
        case _:
            return ""


def _place(location: Any) -> str:
    return f"{location.latitude:.5f}, {location.longitude:.5f} " + MAP.format(
        lat=location.latitude, lon=location.longitude
    )


def _name(contact: Contact) -> str:
    return " ".join(x for x in (contact.first_name, contact.last_name) if x)


def own_phone(message: Message) -> str:
    """A number counts as theirs only when Telegram says so: anyone can pass somebody else's card on (CUS-4)."""
    contact, user = message.contact, message.from_user
    passed_on = message.forward_origin or message.via_bot
    if contact and user and contact.user_id == user.id and not passed_on:
        return "+" + contact.phone_number.lstrip("+")
    return ""
