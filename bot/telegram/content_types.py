"""Content of a message that is no file, in words; and a phone number of their own."""

from typing import Any

from telegram import Contact, Message

MAP = "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}"


def in_words(message: Message) -> str:
    """Content that is no file, as words, so that whoever reads the ticket sees it."""
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


def _place(location: Any) -> str:
    return f"{location.latitude:.5f}, {location.longitude:.5f} " + MAP.format(
        lat=location.latitude, lon=location.longitude
    )


def _name(contact: Contact) -> str:
    return " ".join(x for x in (contact.first_name, contact.last_name) if x)


def own_phone(message: Message) -> str:
    """A number counts as theirs only when Telegram says so: anyone can forward somebody else's card."""
    contact, user = message.contact, message.from_user
    if contact and user and contact.user_id == user.id:
        return "+" + contact.phone_number.lstrip("+")
    return ""
