"""An update of Telegram as what a person said. Every kind of content is kept, or declined by its name."""

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeGuard

from telegram import (
    Message,
    MessageReactionUpdated,
    ReactionTypeEmoji,
    Update,
)
from telegram.constants import MessageLimit

from bot.incoming.edge import ChannelReader, MessageOrigin
from bot.incoming.inbox import Arrival
from bot.telegram.content_types import in_words, own_phone, quoted_before, whose, with_links
from handlers.chat.incoming import Attachment, InGroup, Said
from i18n import N_, _, company_speech

log = logging.getLogger(__name__)
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
INSIDE = ("member", "administrator")
REFUSED = {
    "story": N_("story"),
    "game": N_("game"),
    "invoice": N_("invoice"),
    "successful_payment": N_("payment"),
    "passport_data": N_("passport"),
    "paid_media": N_("paid picture"),
    "giveaway": N_("giveaway"),
    "checklist": N_("checklist"),
}
_NUL = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u0000"
)  # NUL in JSON; an escaped backslash before it is not part of it


def arrival(raw: dict[str, Any]) -> Arrival | None:
    """How an update is kept; None for input without an update number."""
    if (number := number_of(raw)) is None:
        return None
    return Arrival("telegram", str(number), f"telegram:{_chat(raw)}", _kept(raw))


def number_of(raw: dict[str, Any]) -> int | None:
    """Its update number; None if it is not a number."""
    number = raw.get("update_id")
    return number if _is_number(number) else None


def _is_number(thing: Any) -> TypeGuard[int]:
    """As Telegram has them: what JSON carries exactly."""
    return isinstance(thing, int) and not isinstance(thing, bool) and abs(thing) < 2**53


def _kept(raw: dict[str, Any]) -> str:
    """As JSON, without what no database can keep: NUL, and halves of characters."""
    text = _NUL.sub(r"\1", json.dumps(raw, ensure_ascii=False))
    return text.encode("utf-8", "replace").decode()


def _chat(raw: dict[str, Any]) -> str:
    """The chat an update belongs to, read carefully, for anything can come in."""
    for kind in ("message", "edited_message", "my_chat_member", "message_reaction"):
        if isinstance(part := raw.get(kind), dict):
            return _id(part.get("chat"))
    press = raw.get("callback_query")
    return _id(press.get("from")) if isinstance(press, dict) else ""


def _id(thing: Any) -> str:
    number = thing.get("id") if isinstance(thing, dict) else None
    return str(number) if _is_number(number) else ""


def sender(raw: dict[str, Any]) -> MessageOrigin | None:
    """Whose account it is: a person's, or a group's, where the desk only says where to find it.

    Read from the raw update: even if the rest cannot be read, its sender gets an answer.
    """
    part = _part(raw)
    chat = _dict((part.get("message") or {}).get("chat") if "data" in part else part.get("chat"))
    user = _dict(part.get("from") or part.get("user"))
    if not all(_is_number(each.get("id")) for each in (user, chat) if each) or not (user or chat):
        raise ValueError("from nobody")
    if chat.get("type") in ("group", "supergroup"):
        return MessageOrigin(str(chat["id"]), str(chat.get("title") or ""), company_speech().language)
    if not user or user.get("is_bot") or (chat and chat.get("type") != "private"):
        return None
    code = str(user.get("language_code") or "")
    menu_in = "zh" if code.startswith("zh") else "en"
    names = (str(user.get(part) or "") for part in ("first_name", "last_name"))
    return MessageOrigin(
        str(user["id"]),
        " ".join(filter(None, names)),
        menu_in if code else company_speech().language,
        menu_in,
    )


def _part(raw: dict[str, Any]) -> dict[str, Any]:
    """The one thing that an update brings."""
    kinds = (*ALLOWED, "channel_post")
    return next((raw[kind] for kind in kinds if isinstance(raw.get(kind), dict)), {})


def _dict(thing: Any) -> dict[str, Any]:
    return thing if isinstance(thing, dict) else {}


def quoted(raw: dict[str, Any]) -> str:
    """The message that is answered, or that a reaction stands under."""
    answered = (raw.get("message") or {}).get("reply_to_message")
    return str((answered or raw.get("message_reaction") or {}).get("message_id", ""))


def said(raw: dict[str, Any], now: datetime) -> Said | None:
    """What was said; None for service messages, such as a pinned message."""
    try:
        update = Update.de_json(raw, None)
    except Exception:
        if (unread := _unread(raw, now)) is None:
            raise
        log.warning("an update that the library cannot read: %s", raw.get("update_id"), exc_info=True)
        return unread
    if update.message_reaction is not None:
        return _reaction(update, update.message_reaction, now)
    if update.effective_chat is not None and update.effective_chat.type != "private":
        return _in_group(update, now)
    if update.callback_query is not None:
        press = update.callback_query
        return Said(now, str(press.message.message_id) if press.message else "", button=press.data or "-")
    if update.my_chat_member is not None:
        return Said(now, reachable=update.my_chat_member.new_chat_member.status == "member")
    message = update.message or update.edited_message
    return _message(message, now, edited=update.edited_message is not None) if message else None


def _unread(raw: dict[str, Any], now: datetime) -> Said | None:
    """A private message of a kind that the library cannot read: its plain words, or a kind word that it cannot be kept."""
    message = _dict(raw.get("message") or raw.get("edited_message"))
    if _dict(message.get("chat")).get("type") != "private" or not _is_number(message.get("message_id")):
        return None
    words = message.get("text") or message.get("caption")
    text = words[: MessageLimit.MAX_TEXT_LENGTH] if isinstance(words, str) else ""
    refused = "" if text else _("message of this kind")
    return Said(now, str(message["message_id"]), text, edited="edited_message" in raw, refused=refused)


def _reaction(update: Update, change: MessageReactionUpdated, now: datetime) -> Said:
    """The current emoji; a custom emoji counts as none."""
    emoji = [one.emoji for one in change.new_reaction if isinstance(one, ReactionTypeEmoji)]
    place = None if change.chat.type == "private" else _place_of(update)
    return Said(now, reaction=emoji[-1] if emoji else "", in_group=place)


def _in_group(update: Update, now: datetime) -> Said | None:
    """Updates for the bot: a command, a press, being added or removed; and every message in a topic."""
    place = _place_of(update)
    if update.callback_query is not None:
        return Said(now, button=update.callback_query.data or "-", in_group=place)
    if (change := update.my_chat_member) is not None:
        return Said(now, reachable=change.new_chat_member.status in INSIDE, in_group=place)
    message = update.message or update.edited_message
    if message is None:
        return None
    if place.closed is not None or place.moved_to or place.left:
        return Said(now, in_group=place)
    if (message.text or "").startswith("/") or message.is_topic_message:
        found = _message(message, now, edited=update.edited_message is not None)
        return replace(found, in_group=place) if found else None
    return None


def _place_of(update: Update) -> InGroup:
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    reopened = update.message is not None and update.message.forum_topic_reopened is not None
    closed = update.message is not None and update.message.forum_topic_closed is not None
    moved = update.message.migrate_to_chat_id if update.message else None
    left = update.message.left_chat_member if update.message else None
    in_topic = isinstance(message, Message) and bool(message.is_topic_message)
    return InGroup(
        speaker=str(user.id) if user and not _hides(update) else "",
        thread=str(message.message_thread_id) if in_topic and isinstance(message, Message) else "",
        forum=bool(chat and chat.is_forum),
        closed=closed if closed or reopened else None,
        left=str(left.id) if left else "",
        moved_to=str(moved or ""),
    )


def _hides(update: Update) -> bool:
    """Whether somebody speaks in the name of the group or a channel: Telegram gives all of them one sender."""
    message = update.message or update.edited_message
    return message is not None and message.sender_chat is not None


def _message(message: Message, now: datetime, *, edited: bool) -> Said | None:
    attachments = _attachments(message)
    words = quoted_before(message) + (with_links(message) or in_words(message))
    phone = own_phone(message)
    refused = next((name for kind, name in REFUSED.items() if getattr(message, kind, None)), "")
    if not (attachments or words or phone or refused):
        if _is_service(message):
            return None
        refused = N_("message of this kind")
    return Said(
        now,
        message=str(message.message_id),
        text=words[: MessageLimit.MAX_TEXT_LENGTH],  # no more can be typed; the raw update has all of it
        attachments=attachments,
        phone=phone,
        phone_proven=bool(phone),
        album=message.media_group_id or "",
        edited=edited,
        forwarded_from=_origin(message),
        refused=_(refused) if refused else "",
    )


SERVICE = (
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo", "pinned_message",
    "group_chat_created", "supergroup_chat_created", "message_auto_delete_timer_changed", "migrate_to_chat_id",
    "migrate_from_chat_id", "write_access_allowed", "users_shared", "chat_shared", "boost_added", "chat_background_set",
    "forum_topic_created", "forum_topic_edited", "general_forum_topic_hidden", "general_forum_topic_unhidden",
    "forum_topic_closed", "forum_topic_reopened", "video_chat_started", "video_chat_ended",
)  # fmt: skip


def _is_service(message: Message) -> bool:
    return any(getattr(message, kind, None) for kind in SERVICE)


def _attachments(message: Message) -> tuple[Attachment, ...]:
    """The file of a message; the largest size of a photo. An animation also comes as a document: it is one."""
    if message.photo:
        return (_file("photo", message.photo[-1], "photo.jpg", "image/jpeg"),)
    for kind in ("animation", "document", "voice", "video", "video_note", "audio", "sticker"):
        if thing := getattr(message, kind):
            return (_file(kind, thing, kind, ""),)
    return ()


def _file(kind: str, thing: Any, name: str, mime: str) -> Attachment:
    return Attachment(
        kind=kind,
        name=getattr(thing, "file_name", None) or name,
        mime=getattr(thing, "mime_type", None) or mime,
        size=thing.file_size,
        telegram_id=thing.file_id,
    )


def _origin(message: Message) -> str:
    """The author of a forwarded message; "…" if it is hidden."""
    return (whose(message.forward_origin) or "…") if message.forward_origin else ""


def arrivals(raws: Sequence[dict[str, Any]]) -> list[Arrival]:
    """In the order of their numbers, in which they were said; what has none is left out."""
    return [found for raw in sorted(raws, key=lambda raw: number_of(raw) or 0) if (found := arrival(raw))]


EDGE = ChannelReader(sender, said, quoted)
