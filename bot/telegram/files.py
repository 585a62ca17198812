"""Downloads files that came by Telegram, so that we have them even if Telegram loses them."""

import asyncio
import logging
from datetime import timedelta

from sqlalchemy import select
from telegram import Bot
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, TelegramError

from bot import wakeup
from bot.clock import Clock
from desk import jobs
from desk.files import File
from store import Store

log = logging.getLogger(__name__)
TRIES = 8
PAUSE = 0.2  # seconds between two queries (debounce): each commit wakes us, and few bring a file


class Fetcher:
    def __init__(self, store: Store, clock: Clock, bot: Bot) -> None:
        self.store, self.clock, self.bot = store, clock, bot

    async def run(self) -> None:
        async with self.store.changes() as changed:
            while True:
                changed.clear()
                try:
                    found = await self.fetch_one()
                except Exception:
                    log.exception("a file could not be fetched; trying again")
                    await asyncio.sleep(5)
                    continue
                if not found:
                    await wakeup.until(changed, PAUSE)

    async def fetch_one(self) -> bool:
        """The next file that is due; whether there was one."""
        now = self.clock.now()
        async with self.store.reading(brief=True) as session:
            query = select(File).where(File.due_at <= now).order_by(File.due_at).limit(1)
            file = await session.scalar(query)
        if file is None:
            return False
        content, missing = await self._content(file)
        async with self.store.transaction() as session:
            file = await session.get_one(File, file.id)
            file.attempts += 1
            file.content, file.missing, file.due_at = content, missing, None
            if content is None and not missing and file.attempts < TRIES:
                file.due_at = now + timedelta(seconds=2**file.attempts)
            else:
                await jobs.release(session, jobs.PICTURES)
        return True

    async def _content(self, file: File) -> tuple[bytes | None, str]:
        """The bytes; or why they cannot be had; or neither, to be tried again."""
        if (file.size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
            return None, "larger than 20 MB"
        try:
            there = await self.bot.get_file(file.telegram_id)
            return bytes(await there.download_as_bytearray()), ""
        except BadRequest as error:
            return None, str(error)
        except TelegramError:
            return None, ""
