"""Delivers parcels as Telegram messages. If Telegram refuses one, a plainer form is tried."""

from contextlib import suppress

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.constants import MessageLimit
from telegram.error import BadRequest

from bot.delivery.channel import Bytes, Parcel, RetryLater
from bot.telegram import markup, topics
from bot.telegram.calls import Values, call
from bot.telegram.enclosed import Enclosed
from bot.telegram.errors import is_final, translated
from bot.telegram.parts import Part, plan, shortened, titled
from bot.telegram.splitting import units
from i18n import N_, _, speaking

NO_PREVIEW = {"is_disabled": True}
WHOLE = N_("⋯ All of it")
THANKS = "👌"  # with it goes the phone's keyboard; at once it is taken away itself


class TelegramChannel:
    name = "telegram"

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def send(self, address: str, parcel: Parcel, number: int, content: Bytes) -> list[str]:
        """The names of what was sent; the message that carries the words and buttons first."""
        if parcel.menu or parcel.opens or parcel.shows or parcel.reaction is not None:
            with translated():
                return await self._instead(address, parcel)
        names, buttons = list(parcel.begun), 0
        parts = plan(parcel)
        if parcel.answered_phone and parcel.rows and not names:
            with translated():
                await self._take_keyboard(address, parcel)
        for part in parts:
            before = sum(each.size for each in parts[: parts.index(part)])
            buttons = before if part.has_buttons else buttons
            if before >= len(names):
                try:
                    with translated():
                        names += await self._part(address, parcel, part, number, content)
                except RetryLater as later:
                    raise RetryLater(str(later), later.wait, tuple(names)) from later
        return [
            name for name in (*names[buttons : buttons + 1], *names[:buttons], *names[buttons + 1 :]) if name
        ]

    async def _instead(self, address: str, parcel: Parcel) -> list[str]:
        """Parcels that are not messages: a command menu, a reaction, a new topic, a topic's look."""
        if parcel.menu:
            await self._menu(address, parcel)
        if parcel.shows:
            await topics.show(self.bot, int(address), int(parcel.thread), *parcel.shows)
        if parcel.reaction is not None and parcel.answers:
            await self._react(int(address), int(parcel.answers), parcel.reaction)
        return [await topics.make(self.bot, int(address), parcel.opens)] if parcel.opens else []

    async def edit(self, address: str, message: str, parcel: Parcel, number: int) -> None:
        where: Values = {"chat_id": int(address), "message_id": int(message)}
        with translated():
            if parcel.strips:
                await call(self.bot, "editMessageReplyMarkup", where)
                return
            try:
                await self._edit_text(where, parcel, number)
            except BadRequest as error:
                if "no text in the message" not in str(error).lower():
                    raise
                await self._edit_caption(where, parcel, number)

    async def _edit_text(self, where: Values, parcel: Parcel, number: int) -> None:
        text = shortened(titled(parcel))
        words = _words("text", text, parcel) | {"link_preview_options": NO_PREVIEW}
        buttons = _buttons(parcel, number, is_cut=text != titled(parcel))
        await self._plainly("editMessageText", where | words, buttons, parcel)

    async def _edit_caption(self, where: Values, parcel: Parcel, number: int) -> None:
        text = shortened(titled(parcel), MessageLimit.CAPTION_LENGTH)
        buttons = _buttons(parcel, number, is_cut=text != titled(parcel))
        words = where | _words("caption", text, parcel)
        await self._plainly("editMessageCaption", words, buttons, parcel)

    async def _part(self, address: str, parcel: Parcel, part: Part, number: int, content: Bytes) -> list[str]:
        """One call; the names of its messages."""
        where = _place(address, parcel, first=part.is_first or not parcel.text)
        if part.files:
            caption = _words("caption", part.text, parcel) if part.text else {}
            buttons = _buttons(parcel, number) if part.has_buttons else {}
            return await Enclosed(self.bot, where, content).send(part.files, caption, buttons)
        words = _words("text", part.text, parcel, marked=part.is_first) | {"link_preview_options": NO_PREVIEW}
        given = where | words
        if part.has_buttons:
            buttons = _buttons(parcel, number, is_cut=part.is_cut)
            return [await self._plainly("sendMessage", given, buttons, parcel)]
        return [_name(await call(self.bot, "sendMessage", given))]

    async def _plainly(self, method: str, given: Values, buttons: Values, parcel: Parcel) -> str:
        """With its buttons; or, refused so, in plain words with what the buttons say."""
        field = "caption" if "caption" in given else "text"
        try:
            return _name(await call(self.bot, method, given | buttons))
        except BadRequest as error:
            if not is_final(error):
                raise
            kept = {key: value for key, value in given.items() if not key.endswith("entities")}
            limit = MessageLimit.CAPTION_LENGTH if field == "caption" else MessageLimit.MAX_TEXT_LENGTH
            kept[field] = shortened(f"{given[field]}\n\n{markup.as_words(parcel)}".strip(), limit)
            return _name(await call(self.bot, method, kept))

    async def _take_keyboard(self, address: str, parcel: Parcel) -> None:
        """Telegram takes a phone's keyboard away only with a message that has no buttons of its own."""
        given = _place(address, parcel, first=False) | {"text": THANKS, "reply_markup": markup.REMOVED}
        sent = await call(self.bot, "sendMessage", given)
        if name := _name(sent):
            with suppress(BadRequest):
                await call(self.bot, "deleteMessage", {"chat_id": int(address), "message_id": int(name)})

    async def _react(self, chat: int, message: int, emoji: str) -> None:
        """Where it cannot be shown (another message by now, an emoji that bots have not) nothing is lost."""
        with suppress(BadRequest):
            await self.bot.set_message_reaction(chat, message, emoji or None)

    async def _menu(self, address: str, parcel: Parcel) -> None:
        commands = [BotCommand(name, help_) for name, help_ in parcel.menu]
        await self.bot.set_my_commands(commands, scope=BotCommandScopeChat(int(address)))


def _name(message: object) -> str:
    """Of a message that was sent; "" when the answer did not say."""
    return str(message["message_id"]) if isinstance(message, dict) and "message_id" in message else ""


def _place(address: str, parcel: Parcel, *, first: bool) -> Values:
    """In its topic, with or without a sound; the first part as an answer to what it quotes, as long as that is there."""
    place: Values = {"chat_id": int(address)}
    if parcel.thread:
        place["message_thread_id"] = int(parcel.thread)
    if parcel.protected:
        place["protect_content"] = True
    if parcel.silent:
        place["disable_notification"] = True
    if first and parcel.answers:
        place["reply_parameters"] = {"message_id": int(parcel.answers), "allow_sending_without_reply": True}
    return place


def _words(field: str, text: str, parcel: Parcel, *, marked: bool = True) -> Values:
    """The title is bold by an entity, not by markup: what customers write is never read as markup."""
    length = min(units(parcel.title), units(text)) if marked else 0
    bold = [{"type": "bold", "offset": 0, "length": length}]
    return {field: text} | (
        {"caption_entities" if field == "caption" else "entities": bold} if length else {}
    )


def _buttons(parcel: Parcel, number: int, *, is_cut: bool = False) -> Values:
    """With one that gives the whole, where not all of it is shown."""
    if is_cut and not parcel.share_phone:
        with speaking(parcel.language):
            found = markup.inline(parcel, ((_(WHOLE), f"w:{number}"),))
    else:
        found = markup.of(parcel)
    return {"reply_markup": found} if found else {}
