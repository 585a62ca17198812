"""Files on their way: by Telegram's own number, else from our copy; as what they are, else as a document, else named."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from telegram import Bot, InputFile
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest

from bot.delivery.channel import Bytes
from bot.telegram.calls import Values, call
from bot.telegram.errors import is_final
from desk.files import File
from i18n import _

METHODS = {
    "photo": "sendPhoto",
    "voice": "sendVoice",
    "video": "sendVideo",
    "video_note": "sendVideoNote",
    "audio": "sendAudio",
    "animation": "sendAnimation",
    "sticker": "sendSticker",
}
DOCUMENT = "document"
Thing = str | InputFile


@dataclass
class Enclosed:
    """The files of one part; `where` they go."""

    bot: Bot
    where: Values
    content: Bytes

    async def send(self, files: Sequence[File], caption: Values, buttons: Values) -> list[str]:
        """The names of their messages: as one album, or each on its own when that is refused."""
        if len(files) > 1:
            try:
                return await self._album(files, caption)
            except BadRequest as error:
                if not is_final(error):
                    raise
        names = [await self._one(files[0], caption, buttons)]
        return names + [await self._one(file, {}, {}) for file in files[1:]]

    async def _album(self, files: Sequence[File], caption: Values) -> list[str]:
        media, uploads = [], list[tuple[str, InputFile]]()
        for number, file in enumerate(files):
            thing: Thing | None = file.telegram_id or await self._copy(file)
            if thing is None:
                raise BadRequest("a file of the album is not there")
            if isinstance(thing, InputFile):
                uploads.append((f"file{number}", thing))
                thing = f"attach://file{number}"
            media.append({"type": file.kind, "media": thing} | (caption if not number else {}))
        sent = await call(self.bot, "sendMediaGroup", self.where | {"media": media}, uploads)
        return [str(each["message_id"]) for each in sent] if isinstance(sent, list) else [""] * len(files)

    async def _one(self, file: File, caption: Values, buttons: Values) -> str:
        """The first way that Telegram takes."""
        async for kind, thing in self._ways(file):
            words = {} if kind in ("sticker", "video_note") else caption
            try:
                return await self._as(kind, thing, words | buttons)
            except BadRequest as error:
                if not is_final(error):
                    raise
        return await self._named(file, caption, buttons)

    async def _ways(self, file: File) -> AsyncIterator[tuple[str, Thing]]:
        if file.telegram_id:
            yield file.kind, file.telegram_id
        for kind in dict.fromkeys((file.kind, DOCUMENT)):  # a long screenshot is no photo to Telegram
            if (copy := await self._copy(file)) is not None:
                yield kind, copy

    async def _copy(self, file: File) -> InputFile | None:
        """None: we have none, or it is too large to be sent."""
        data = await self.content(file)
        if data is None or len(data) > FileSizeLimit.FILESIZE_UPLOAD:
            return None
        return InputFile(data, filename=file.name or file.kind)

    async def _as(self, kind: str, thing: Thing, more: Values) -> str:
        field = kind if kind in METHODS else DOCUMENT
        method = METHODS.get(kind, "sendDocument")
        if isinstance(thing, InputFile):
            sent = await call(self.bot, method, self.where | more, [(field, thing)])
        else:
            sent = await call(self.bot, method, self.where | {field: thing} | more)
        return str(sent["message_id"]) if isinstance(sent, dict) else ""

    async def _named(self, file: File, caption: Values, buttons: Values) -> str:
        """What cannot be shown is told of."""
        text = _("📎 {name} cannot be shown here: it is larger than 50 MB or no longer there.").format(
            name=file.name or file.kind
        )
        words = f"{caption['caption']}\n{text}" if caption else text
        sent = await call(self.bot, "sendMessage", self.where | {"text": words} | buttons)
        return str(sent["message_id"]) if isinstance(sent, dict) else ""
