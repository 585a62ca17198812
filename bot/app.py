"""The life of one process: open, run everything side by side, close.

settings ─▶ store (migrated) ─▶ clock, problem base ─▶ worker · sender · ticker · web · Telegram
"""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import uvicorn
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette
from telegram import Bot

from bot import clock as clocks
from bot import demo
from bot.clock import Clock
from bot.clock_rollback import set_back
from bot.delivery import outbox
from bot.delivery.channel import Channel
from bot.delivery.rate_limits import RateLimits
from bot.delivery.sender import Sender
from bot.delivery.unit_of_work import step
from bot.demo import company
from bot.incoming.worker import Worker
from bot.jobs import reading
from bot.jobs.drawing import Drawing
from bot.jobs.runner import JobRunner
from bot.privacy import ageing, erasures
from bot.settings import Settings
from bot.telegram import connection, updates
from bot.telegram.channel import TelegramChannel
from bot.telegram.files import Fetcher
from bot.telegram.receiver import Receiver, webhook
from bot.watch import Watch
from bot.web import connections
from bot.web import parsing as web_edge
from bot.web import routes as web
from bot.web.channel import WebChannel
from desk import invites, policies
from desk.people import Person, Role, with_role
from desk.training import exam_time
from errors import Misconfigured
from handlers.chat.message import Message
from handlers.chat.turn import Links
from handlers.intake import meaning
from i18n import _, company_day, speaking
from kb.search import preparing
from kb.search.problem_base import ProblemBase
from scheduler.due_rows import plan_months, run_due, signs
from scheduler.ticker import TICK, Ticker
from store import Store, processes
from store.locks import Lock
from store.migrate import migrate

log = logging.getLogger(__name__)
TOKEN_ASKED_EVERY = 300.0  # seconds: whether Telegram knows the token by now
ASKED_EVERY = 30  # ticks: how often the policy is read


class App:
    """The application: everything one process holds; made by `opened`. The domain is the package `desk`."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        bot: Bot | None,
        limits: RateLimits | None = None,
        base: ProblemBase | None = None,
    ) -> None:
        self.settings, self.store, self.clock, self.bot = settings, store, clock, bot
        self.base = ProblemBase() if base is None else base
        self.base_changed = asyncio.Event()
        channels: dict[str, Channel] = {"web": WebChannel()}
        edges = {"web": web_edge.EDGE}
        if bot is not None:
            channels["telegram"] = TelegramChannel(bot)
            edges["telegram"] = updates.EDGE
            self.receiver = Receiver(store, clock, bot)
            self.fetcher = Fetcher(store, clock, bot)
        self.links = Links("", settings.web_address)
        self.worker = Worker(store, clock, self.base, edges, self.links)
        self.drawing = Drawing()
        self.jobs = JobRunner(store, clock, self.base, self.links, self.drawing)
        self.reader = reading.chosen(settings)
        self.jobs.read, self.worker.reads_pictures = self.reader, self.reader is not None
        self.sender = Sender(
            store, clock, channels, limits or RateLimits(settings.telegram_messages_a_second)
        )
        self.ticker = Ticker(self.tick)
        self._ticked = clock.now()
        # what the last tick went by, when it planned months and when it looked into the base
        self._planned: object = None
        self._looked: object = None

    async def tick(self) -> timedelta | None:
        """Does everything that is due. Returns the time until the next row falls due."""
        before, self._ticked = self._ticked, self.clock.now()
        if self._ticked < before - TICK:
            await set_back(self.store, self._ticked, before - self._ticked)
        now = self._ticked
        seen = await signs(self.store)
        if (months := (seen.ticket is None, seen.outcome, company_day(now))) != self._planned:
            if await plan_months(self.store, self._step, now):
                seen = await signs(self.store)
            self._planned = months
        if seen.due and seen.due <= now:
            await run_due(self.store, self._step, now)
            seen = await signs(self.store)
        if (base := (seen.revision, seen.entry, seen.outcome)) != self._looked or self.base.awaits(now):
            await self.look_into_base(seen.entry or 0, seen.outcome or 0)
            self._looked = base
        if seen.due is None or seen.due <= now:  # what could not be done is tried at the next tick
            return None
        return max(seen.due - self.clock.now(), timedelta())

    def _step(self, now: datetime) -> AbstractAsyncContextManager[AsyncSession]:
        return step(self.store, now)

    async def look_into_base(self, entry: int | None = None, outcome: int | None = None) -> None:
        """Entries that were imported or changed meanwhile are found from now on, and no customer waits for it.

        `entry`, `outcome`: the newest ones, if they are known.
        """
        async with self.store.reading() as session:
            changed = await self.base.refresh(session, self.clock.now(), entry)
            await self.base.follow(session, await policies.value(session, policies.KB_WRONG), outcome)
        if changed:
            self.base.search("warm up")  # the first search computes the word weights
            self.base_changed.set()

    async def send(self) -> None:
        """What only one process does at a time: sending, and fetching files."""
        async with asyncio.TaskGroup() as together:
            together.create_task(self.sender.run())
            if self.bot is not None:
                together.create_task(self.fetcher.run())

    def web(self) -> Starlette:
        routes = list(web.routes(self))
        if self.bot is not None and self.settings.webhook_url:
            routes.insert(0, webhook(self.receiver, self.settings.secret))
        return Starlette(routes=routes)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[App]:
    """A desk ready to run: the database at this version, the demo company in a demo. Telegram comes later.

    Raises Misconfigured when it cannot be.
    """
    async with AsyncExitStack() as stack:
        store = Store(settings.database)
        stack.push_async_callback(store.close)
        if store.is_sqlite:
            await stack.enter_async_context(processes.alone(store))
        await migrate(store)
        await _check_kind(settings, store)
        clock = await clocks.load(store) if settings.demo else Clock()
        await erasures.replay(store, erasures.file(settings, store), clock.now())
        bot = connection.made(settings, stack) if settings.telegram_bot_token else None
        if settings.demo:
            await company.load(store, clock.now())
        desk = App(settings, store, clock, bot)
        stack.callback(desk.drawing.close)
        if desk.reader is not None:
            stack.callback(desk.reader.close)
        await desk.look_into_base()
        yield desk


async def _check_kind(settings: Settings, store: Store) -> None:
    """Demo people never meet real ones."""
    async with store.reading() as session:
        is_demo = await demo.is_demo(session)
        in_use = bool(await session.scalar(Person.__table__.select().limit(1)))
    if is_demo and not settings.demo:
        raise Misconfigured("DATABASE_URL: this is a demo database; choose another one for real people.")
    if in_use and not is_demo and settings.demo:
        raise Misconfigured(
            "DATABASE_URL holds real people, and this is a demo. Set KEFU_DEMO=no or a TELEGRAM_BOT_TOKEN, or leave DATABASE_URL empty."
        )


async def run(settings: Settings, listener: socket.socket, watch: Watch) -> None:
    """Opens the desk and runs it until it is told to stop; the web chat listens where `listener` is bound.

    Raises Misconfigured when it cannot open.
    """
    try:
        await _run(settings, listener, watch)
    except BaseExceptionGroup as several:
        wrong = several.subgroup(Misconfigured)
        if wrong is None:
            raise
        raise Misconfigured(str(wrong.exceptions[0])) from None


async def _run(settings: Settings, listener: socket.socket, watch: Watch) -> None:
    async with opened(settings) as desk, asyncio.TaskGroup() as together:
        await _after_a_death(desk, watch)
        server = _server(desk)
        beating = together.create_task(_heartbeat(desk, watch))
        tasks = [together.create_task(part, name=name) for name, part in await _parts(desk)]
        desk.ticker.start()
        await _greet(desk)
        await server.serve([listener])  # until Ctrl-C or a signal to end
        await desk.ticker.stop()
        for task in [*tasks, beating]:
            task.cancel()


async def _after_a_death(desk: "App", watch: Watch) -> None:
    """What was being worked on when the last process died is tried with care from now on."""
    now = desk.clock.now()
    if desk.store.is_sqlite:  # one process at a time: until now nobody was there
        async with step(desk.store, now) as session:
            await exam_time.give_back(session, now, died=True)
    await desk.worker.suspect(watch.before["inbox"])
    await desk.jobs.suspect(watch.before["job"])
    desk.worker.noted = partial(watch.note, "inbox")
    desk.jobs.noted = partial(watch.note, "job")


async def _heartbeat(desk: "App", watch: Watch) -> None:
    """Tells the parent that nothing hangs, and how long anything may take."""
    parent = os.getppid()
    while os.getppid() == parent:
        async with desk.store.reading() as session:
            desk.worker.longest = await policies.value(session, policies.LONGEST_STEP)
        for _beat in range(ASKED_EVERY):
            watch.beat(desk.worker.longest)
            await asyncio.sleep(1)
    os._exit(1)  # the parent was killed: nobody watches this process any more


def _server(desk: App) -> uvicorn.Server:
    config = uvicorn.Config(
        desk.web(),
        log_level="warning",
        log_config=None,  # our own logging, which masks the token
        lifespan="off",
        http=connections.Connection,
        backlog=connections.AT_ONCE,
        ws="websockets-sansio",
        ws_max_size=128 * 1024,
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


async def _parts(desk: App) -> list[tuple[str, Coroutine[Any, Any, None]]]:
    parts: list[tuple[str, Coroutine[Any, Any, None]]] = [
        ("listener", processes.listen(desk.store)),
        ("worker", desk.worker.run()),
        ("sender", processes.only_one(desk.store, Lock.SENDER, desk.send)),
        ("ageing", ageing.run(desk.store, desk.clock, erasures.file(desk.settings, desk.store))),
        ("second look", preparing.run(desk.base, desk.store, desk.base_changed)),
        ("first words", meaning.prepare()),
        ("columnar copy", desk.store.columnar.run()),
        ("jobs", processes.only_one(desk.store, Lock.JOBS, desk.jobs.run)),
    ]
    if desk.bot is not None:
        parts.append(("Telegram", _hear(desk, desk.bot)))
    return parts


async def _hear(desk: App, bot: Bot) -> None:
    """Receives from Telegram as soon as it can be reached."""
    while True:
        try:
            desk.links.bot_name = await connection.introduced(desk.settings, bot)
            break
        except Misconfigured as wrong:  # the web goes on: a token that was withdrawn must not close a desk
            log.error("%s The web chat goes on without Telegram.", wrong)
            await desk.store.retry_on_conflict(
                lambda session: _tell_administrators(session, desk.clock.now())
            )
            await asyncio.sleep(TOKEN_ASKED_EVERY)
    print(f"Telegram: {desk.links.bot()}", flush=True)
    await connection.hear(desk.settings, desk.store, bot, desk.receiver)


async def _tell_administrators(session: AsyncSession, now: datetime) -> None:
    """Tells the administrators once, on one card, that Telegram cannot be reached before somebody acts."""
    for admin in await with_role(session, Role.ADMIN):
        with speaking(admin.language, admin.zone):
            text = _(
                "Telegram does not know the bot's token. The web chat goes on; nothing comes or goes by Telegram until TELEGRAM_BOT_TOKEN is right and the desk is started again."
            )
            await outbox.put(session, Message(admin.id, text, card="telegram:token"), now)


async def _greet(desk: App) -> None:
    """Where the desk is, and how the first administrator comes in."""
    settings = desk.settings
    lines = [f"Kefu is open: {settings.web_address}"]
    if settings.public_address:
        lines[0] += f" (here: http://{settings.web_host}:{settings.web_port})"
    if desk.reader is not None:
        lines.append("The text in customers' pictures is read (KEFU_PICTURES).")
    if not settings.demo:
        code = await desk.store.retry_on_conflict(lambda session: _first_code(session, desk.clock.now()))
        if code is None:
            lines.append(
                "No administrator yet: the code was shown at an earlier start. `kefu staff first` shows a new one."
            )
        elif code:
            lines.append(f"First administrator: open {desk.links.web(code)}")
            if desk.bot is not None:
                lines.append(f"  or in Telegram: /start {code}")
    print("\n".join(lines), flush=True)


async def _first_code(session: AsyncSession, now: datetime) -> str | None:
    """An invite for the first administrator, shown once; "" when there is one, None while an earlier code waits."""
    if await with_role(session, Role.ADMIN):
        return ""
    if await invites.admin_waits(session, now):
        return None
    await invites.void_admin(session, now)
    return await invites.make(session, now, admin=True)
