"""Stock bots, as python-telegram-bot's examples write them: an echo, and an echo that keeps each message by one commit.

python -m benchmarks.desk.stock echo|commit ADDRESS FILE [PORT]
"""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Any

import uvicorn
from sqlalchemy import event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from benchmarks.desk.telegram import TOKEN


class Base(DeclarativeBase):
    pass


class Kept(Base):
    __tablename__ = "kept"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]


def _durable(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


async def main(kind: str, address: str, file: str, port: int) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
    event.listen(engine.sync_engine, "connect", _durable)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine)

    async def heard(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        if kind == "commit":
            async with sessions() as session, session.begin():
                kept = Kept(chat=update.message.chat_id, text=update.message.text or "", at=datetime.now(UTC))
                session.add(kept)
        await update.message.reply_text(update.message.text or "")

    bot = ApplicationBuilder().token(TOKEN).base_url(f"{address}/bot").build()
    bot.add_handler(MessageHandler(filters.TEXT, heard))
    async with bot:
        await bot.start()
        if port:
            await bot.bot.set_webhook(f"http://127.0.0.1:{port}/telegram")
            await _webhook(bot, port)
        else:
            assert bot.updater
            await bot.updater.start_polling(poll_interval=0)
            await asyncio.Event().wait()


async def _webhook(bot: Application[Any, Any, Any, Any, Any, Any], port: int) -> None:
    async def received(request: Request) -> Response:
        await bot.update_queue.put(Update.de_json(await request.json(), bot.bot))
        return Response()

    app = Starlette(routes=[Route("/telegram", received, methods=["POST"])])
    await uvicorn.Server(uvicorn.Config(app, port=port, log_level="error")).serve()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 0))
