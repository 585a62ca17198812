"""The methods that send: sendMessage, the files, albums, copies and forwards."""

from itertools import count

from .chats import Chat, Sent
from .errors import bad
from .files import FORMS, File, shown
from .formatting import caption, caption_of, message_text
from .markup import markup_of
from .params import METHODS, Json, Method, Params, method
from .server import BotApi

_albums = count(13_000_000_000_000_001)


def write(api: BotApi, params: Params, content: Json, file: File | None = None, counts: bool = True) -> Sent:
    """The bot writes into a chat, if it may and if thread, reply and keyboard are right."""
    chat = api.writable(params)
    markup = markup_of(params)
    topic = params.number("message_thread_id")
    if topic:
        chat.topic(topic, "message thread not found")
    reply_to = _replied(chat, params)
    if api.enforce_limits and counts:
        api.limits.spend(chat.id)
    if params.flag("protect_content"):
        content = content | {"has_protected_content": True}
    return chat.add(api.me, api.now(), content, markup=markup, file=file, topic=topic, reply_to=reply_to)


def _replied(chat: Chat, params: Params) -> Sent | None:
    reply: Json = params.parsed("reply_parameters") or {
        "message_id": params.number("reply_to_message_id"),
        "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
    }
    sent = chat.messages.get(int(reply["message_id"] or 0))
    if sent and not sent.deleted:
        return sent
    if reply["message_id"] and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return None


@method
def sendmessage(api: BotApi, params: Params) -> Json:
    """sendMessage."""
    api.writable(params)
    return write(api, params, message_text(params)).data


def _sender(kind: str) -> Method:
    def send(api: BotApi, params: Params) -> Json:
        api.writable(params)
        captioned = caption_of(params)
        file = api.files.given(kind, params, params.text(kind))
        return write(api, params, shown(kind, file) | captioned, file).data

    return send


METHODS.update({"send" + kind.replace("_", ""): _sender(kind) for kind in FORMS})


@method
def sendmediagroup(api: BotApi, params: Params) -> list[Json]:
    """sendMediaGroup: several messages with one media_group_id, all or none."""
    api.writable(params)
    media: list[Json] = params.parsed("media") or []
    if not media:
        raise bad("there are no messages to send")
    if len(media) > 10:
        raise bad("too many messages to send as an album")
    album = {"media_group_id": str(next(_albums))}
    parts = [media_item(api, params, item) for item in media]
    return [
        write(api, params, content | album, file, counts=not at).data
        for at, (content, file) in enumerate(parts)
    ]


def media_item(api: BotApi, params: Params, item: Json) -> tuple[Json, File]:
    """Content and file of an InputMedia."""
    file = api.files.given(item["type"], params, item.get("media", ""))
    text = caption(item.get("caption") or "", item.get("parse_mode") or "", item.get("caption_entities"))
    return shown(item["type"], file) | text, file


@method
def sendlocation(api: BotApi, params: Params) -> Json:
    """sendLocation."""
    return write(api, params, {"location": _place(params)}).data


@method
def sendvenue(api: BotApi, params: Params) -> Json:
    """sendVenue."""
    place = _place(params)
    venue = {"location": place, "title": params.text("title"), "address": params.text("address")}
    return write(api, params, {"venue": venue, "location": place}).data


def _place(params: Params) -> Json:
    try:
        return {name: float(params.text(name)) for name in ("latitude", "longitude")}
    except ValueError:
        raise bad("location is empty") from None


@method
def sendcontact(api: BotApi, params: Params) -> Json:
    """sendContact."""
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: params.text(name) for name in names if params.text(name)}
    if "phone_number" not in contact:
        raise bad("phone number is empty")
    return write(api, params, {"contact": contact}).data


@method
def sendchataction(api: BotApi, params: Params) -> bool:
    """sendChatAction: noted in `chat.actions`."""
    api.writable(params).actions.append(params.text("action"))
    return True


def _source(api: BotApi, params: Params, verb: str) -> Sent:
    chat = api.chat(params.number("from_chat_id"))
    return chat.find(params.number("message_id"), f"message to {verb} not found")


def _carried(sent: Sent) -> Json:
    dropped = ("message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message")
    topic = ("message_thread_id", "is_topic_message", "media_group_id")
    return {key: value for key, value in sent.data.items() if key not in dropped + topic}


@method
def copymessage(api: BotApi, params: Params) -> Json:
    """copyMessage: the same content as the bot's own; a caption may be replaced."""
    sent = _source(api, params, "copy")
    content = {key: value for key, value in _carried(sent).items() if not key.startswith("forward_")}
    if params.values.get("caption") is not None and sent.kind != "text":
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= caption_of(params)
    return {"message_id": write(api, params, content, sent.file).message_id}


@method
def forwardmessage(api: BotApi, params: Params) -> Json:
    """forwardMessage: the same content with its origin."""
    sent = _source(api, params, "forward")
    origin = {"type": "user", "date": sent.data["date"], "sender_user": sent.data["from"]}
    return write(api, params, {"forward_origin": origin} | _carried(sent), sent.file).data
