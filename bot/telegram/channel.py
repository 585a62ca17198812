"""Our parcels as Telegram's messages."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import FileSizeLimit, MessageLimit
from telegram.error import BadRequest

from bot.delivery.channel import Bytes, Later, Parcel
from bot.telegram import topics
from bot.telegram.errors import translated
from bot.telegram.splitting import split, units
from desk.hotline.messages import File
from i18n import _

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Place = dict[str, Any]  # where in the chat: a topic, an answer to what
Part = Callable[[Place], Awaitable[str]]  # sends it, and gives its name
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


class TelegramChannel:
    name = "telegram"

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def send(self, address: str, parcel: Parcel, number: int, content: Bytes) -> list[str]:
        """The names of what was sent; the message that carries the words and buttons first."""
        if parcel.menu or parcel.opens or parcel.shows or parcel.reaction is not None:
            with translated():
                return await self._instead(address, parcel)
        words = list(self._words(address, parcel))
        files: list[Part] = [partial(self._file, address, file, content) for file in parcel.files]
        names = list(parcel.begun)
        for part in [*words, *files][len(names) :]:
            try:
                with translated():
                    names.append(await part(_place(parcel, first=not names)))
            except Later as later:
                raise Later(str(later), later.wait, tuple(names)) from later
        return [*reversed(names[: len(words)]), *names[len(words) :]]

    async def _instead(self, address: str, parcel: Parcel) -> list[str]:
        """What is no message: the commands of a menu, a reaction, a new topic, how a topic looks."""
        if parcel.menu:
            await self._menu(address, parcel)
        if parcel.shows:
            await topics.show(self.bot, int(address), int(parcel.thread), *parcel.shows)
        if parcel.reaction is not None and parcel.answers:
            await self._react(int(address), int(parcel.answers), parcel.reaction)
        return [await topics.make(self.bot, int(address), parcel.opens)] if parcel.opens else []

    async def edit(self, address: str, message: str, parcel: Parcel, number: int) -> None:
        text, entities = _titled(parcel)
        short = split(text, MessageLimit.MAX_TEXT_LENGTH)[0]
        with translated():
            await self.bot.edit_message_text(
                short,
                chat_id=int(address),
                message_id=int(message),
                entities=entities,
                reply_markup=_inline(parcel),
                link_preview_options=NO_PREVIEW,
            )

    def _words(self, address: str, parcel: Parcel) -> Iterator[Part]:
        """In parts where they are too long for one message; the last part carries the buttons."""
        text, entities = _titled(parcel)
        parts = split(text, MessageLimit.MAX_TEXT_LENGTH) if text.strip() else []
        for place, part in enumerate(parts, start=1):
            first, last = place == 1, place == len(parts)
            marks, markup = entities if first else None, _markup(parcel) if last else None
            yield partial(self._text, address, part, marks, markup)

    async def _text(
        self, address: str, text: str, entities: list[MessageEntity] | None, markup: Markup, place: Place
    ) -> str:
        sent = await self.bot.send_message(
            int(address),
            text,
            entities=entities,
            reply_markup=markup,
            link_preview_options=NO_PREVIEW,
            **place,
        )
        return str(sent.message_id)

    async def _file(self, address: str, file: File, content: Bytes, place: Place) -> str:
        """By Telegram's own number where it has one, else uploaded; what is too large is explained instead."""
        chat = int(address)
        thing: str | InputFile | None = file.telegram_id
        if not thing:
            data = await content(file)
            if data is None or len(data) > FileSizeLimit.FILESIZE_UPLOAD:
                text = _(
                    "📎 {name} cannot be shown here: it is larger than 50 MB or no longer there."
                ).format(name=file.name)
                return str((await self.bot.send_message(chat, text, **place)).message_id)
            thing = InputFile(data, filename=file.name or file.kind)
        match file.kind:
            case "photo":
                sent = await self.bot.send_photo(chat, thing, **place)
            case "voice":
                sent = await self.bot.send_voice(chat, thing, **place)
            case "video":
                sent = await self.bot.send_video(chat, thing, **place)
            case "video_note":
                sent = await self.bot.send_video_note(chat, thing, **place)
            case "audio":
                sent = await self.bot.send_audio(chat, thing, **place)
            case "animation":
                sent = await self.bot.send_animation(chat, thing, **place)
            case "sticker":
                sent = await self.bot.send_sticker(chat, thing, **place)
            case _:
                sent = await self.bot.send_document(chat, thing, **place)
        return str(sent.message_id)

    async def _react(self, chat: int, message: int, emoji: str) -> None:
        """Where it cannot be shown (another message by now, an emoji that bots have not) nothing is lost."""
        with suppress(BadRequest):
            await self.bot.set_message_reaction(chat, message, emoji or None)

    async def _menu(self, address: str, parcel: Parcel) -> None:
        commands = [BotCommand(name, help_) for name, help_ in parcel.menu]
        await self.bot.set_my_commands(commands, scope=BotCommandScopeChat(int(address)))


def _place(parcel: Parcel, *, first: bool) -> Place:
    """In its topic; the first part as an answer to what it quotes, as long as that is there."""
    place: Place = {"message_thread_id": int(parcel.thread)} if parcel.thread else {}
    if first and parcel.answers:
        place["reply_parameters"] = ReplyParameters(int(parcel.answers), allow_sending_without_reply=True)
    return place


def _titled(parcel: Parcel) -> tuple[str, list[MessageEntity]]:
    """The title is bold by an entity, not by markup: what customers write is never read as markup."""
    if not parcel.title:
        return parcel.text, []
    return f"{parcel.title}\n{parcel.text}", [MessageEntity(MessageEntity.BOLD, 0, units(parcel.title))]


def _inline(parcel: Parcel) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(label[:60], callback_data=data) for label, data in row] for row in parcel.rows
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _markup(parcel: Parcel) -> Markup:
    """Telegram shares a phone number only by a keyboard of its own kind; the other buttons join it as words."""
    if not parcel.share_phone:
        return _inline(parcel)
    others = [[KeyboardButton(label) for label, _data in row] for row in parcel.rows]
    share = [KeyboardButton(parcel.share_phone, request_contact=True)]
    return ReplyKeyboardMarkup([share, *others], resize_keyboard=True, one_time_keyboard=True)
