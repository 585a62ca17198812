"""A whole desk for stories: the real parts over a stand-in for Telegram's server, and a clock that is moved by hand.

desk.customer("王丽")  says and presses; what she sees is what Telegram was told to show
await desk.settle()    everything that came in is handled, everything that is due is done, everything is sent
"""

import asyncio
import json
import pickle
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from telegram import Bot

from bot.app import App
from bot.clock import Clock
from bot.delivery import queue
from bot.delivery.rate_limits import RateLimits
from bot.delivery.rows import WAITING, Outgoing
from bot.incoming import inbox
from bot.jobs.drawing import Drawn
from bot.jobs.runner import ReadPicture
from bot.settings import Settings
from bot.telegram.updates import ALLOWED
from desk import administration
from desk.customers import Contract, Customer, Licence, Product
from desk.files import File
from desk.people import Account, Person, Role
from desk.roster.shifts import Shift
from desk.ticket import Ticket
from kb.files import importing
from scheduler.due_rows import signs
from store import Store
from store.migrate import migrate
from tests import shared
from tests.fakes import postgres, reused
from tests.fakes.botapi import TOKEN, BotApi, User
from tests.fakes.botapi.direct import Direct

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)  # an ordinary working day

MOST_ROUNDS = 200  # of a desk that comes to rest; a story takes a few
PROBLEMS = [
    {"code": "NE-1", "product": "NE", "module": "打印", "type": "technical", "question": "打印凭证时内容超出纸张",
     "variants": ["凭证打不全", "打印出来右边被切掉"], "symptoms": "E3002", "solution": ["打开打印设置", "纸张选A5并保存", "重新打印"]},
    {"code": "NE-2", "product": "NE", "module": "登录", "type": "technical", "question": "登录时提示密码错误",
     "variants": ["密码明明是对的却进不去", "登不上系统"], "symptoms": "E1001", "solution": ["点击忘记密码", "用手机重置密码"]},
    {"code": "NE-501", "product": "NE", "module": "Printing", "type": "technical", "question": "Vouchers do not fit on the paper when printed",
     "variants": ["the right side of the voucher is cut off"], "symptoms": "E3002", "solution": ["Open the print settings", "Choose A5 and save"]},
    {"code": "NE-502", "product": "NE", "module": "Login", "type": "technical", "question": "Sign-in says the password is wrong",
     "variants": ["cannot log in although the password is right"], "symptoms": "E1001", "solution": ["Press forgot password", "Reset it by phone"]},
]  # fmt: skip


class TestClock(Clock):
    """Stands still until it is moved."""

    __test__ = False

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at.astimezone(UTC)


class Endless(RateLimits):
    """No rate limits: a story has no time to lose."""

    def has_room(self) -> bool:
        return True

    def allows(self, account: Account) -> bool:
        return True

    async def take(self, account: Account) -> None:
        return None


class Actor:
    """A person in a story: speaks through Telegram, and the desk settles before the next line."""

    def __init__(self, desk: "TestDesk", user: User, person_id: int | None) -> None:
        self.desk, self.user, self.person_id = desk, user, person_id

    async def says(self, text: str, **more: Any) -> None:
        self.user.says(text, **more)
        await self.desk.settle()

    async def presses(self, label: str) -> None:
        """What is on no card is looked for behind *more*."""
        try:
            self.user.presses(label)
        except AssertionError as missing:
            try:
                self.user.presses("⋯ ")
            except AssertionError:
                raise missing from None
            await self.desk.settle()
            self.user.presses(label)
        await self.desk.settle()

    async def does(self, deed: str, *args: Any, **more: Any) -> Any:
        """Anything else the virtual user can do: `sends_photo`, `edits`, `blocks_bot` …"""
        result = getattr(self.user, deed)(*args, **more)
        await self.desk.settle()
        return result

    def sees(self, fragment: str) -> bool:
        return any(fragment in message.text for message in self.user.visible)

    @property
    def last(self) -> str:
        return self.user.visible[-1].text

    @property
    def buttons(self) -> list[str]:
        """On the newest message that has any."""
        message = next((m for m in reversed(self.user.visible) if m.buttons), None)
        return [button.text for row in message.buttons for button in row] if message else []

    @property
    def files(self) -> list[bytes]:
        return [message.content for message in self.user.visible if message.file]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.user.visible]


async def _draw_here(drawn: Drawn) -> Sequence[File]:
    """What could go to another process, in a thread of this one: a process takes a second to start."""
    return await asyncio.to_thread(pickle.loads(pickle.dumps(drawn)))


class TestDesk:
    __test__ = False

    def __init__(self, desk: App, api: BotApi, clock: TestClock, *, forgetful: bool = False) -> None:
        self.desk, self.api, self.clock, self.forgetful = desk, api, clock, forgetful
        self.store, self.scene = desk.store, NOBODY
        desk.jobs.promise_after, desk.jobs.draw = None, _draw_here
        desk.links.bot_name = str(api.me["username"])  # as Telegram says it once the desk hears it

    def reads_pictures(self, read: ReadPicture | None) -> None:
        """By this, in place of the process that reads them."""
        self.desk.jobs.read, self.desk.worker.reads_pictures = read, read is not None

    def restart(self) -> None:
        """The process is gone and another one goes on: all that is in memory is thrown away."""
        assert self.desk.bot is not None
        promise_after, draw, read = self.desk.jobs.promise_after, self.desk.jobs.draw, self.desk.jobs.read
        base = self.desk.base.as_restarted()  # to make it anew is half of a restart
        self.desk = App(self.desk.settings, self.store, self.clock, self.desk.bot, Endless(), base)
        self.desk.jobs.promise_after, self.desk.jobs.draw = promise_after, draw
        self.reads_pictures(read)
        self.desk.links.bot_name = str(self.api.me["username"])

    async def settle(self) -> None:
        """Until nothing comes in, nothing is due and nothing waits to be sent.

        One that is forgetful goes on as another process, newly started, after all that was written.
        """
        async with self.store.changes() as written, self.store.changes() as unsent:
            unsent.set()  # the clock may have moved
            for _round in range(MOST_ROUNDS):
                written.clear()
                await self._receive()
                await self.desk.tick()
                handled = await self.desk.worker.work()
                if unsent.is_set():
                    await self.desk.sender.drain()
                    unsent.clear()
                fetched = self.desk.worker.reads_pictures and await self.desk.fetcher.fetch_one()
                ends = (
                    not handled and not fetched and not self.api.pending and not await self.desk.jobs.work()
                )
                if self.forgetful and written.is_set():
                    self.restart()
                if ends:
                    return
        raise AssertionError(
            f"the desk does not come to rest in {MOST_ROUNDS} rounds: {await self._waiting()}"
        )

    async def _waiting(self) -> str:
        """What is still to be done, for whoever reads why a story has failed."""
        async with self.store.reading() as session:
            came = await session.scalars(select(inbox.Incoming).where(inbox.Incoming.state == inbox.WAITING))
            went = await session.scalars(select(Outgoing).where(Outgoing.state == WAITING))
            waits = [
                *(f"inbox {row.id} ({row.error or row.raw[:60]})" for row in came),
                *(
                    f"outbox {row.id} to {row.person_id} ({row.error or row.payload['text'][:60]})"
                    for row in went
                ),
            ]
        return ", ".join(waits[:5]) or "nothing waits, something is handled or due again and again"

    async def _receive(self) -> None:
        raws = list(self.api.updates.pending)
        if raws:
            await self.desk.receiver.receive(raws)
            self.api.updates.confirm(max(raw["update_id"] for raw in raws) + 1)

    async def forward(self, **by: int) -> None:
        """Time passes, second by second as far as anything is due."""
        end = self.clock.at + relativedelta(**by)  # type: ignore[arg-type]
        last, again = None, 0
        while True:
            due = await self._nearest()
            if due is None or due > end:
                break
            last, again = due, again + 1 if due == last else 0
            assert again < MOST_ROUNDS, f"what is due at {due} stays due: {await self._waiting()}"
            self.clock.at = max(self.clock.at, due)
            await self.settle()
        self.clock.at = end
        await self.settle()

    async def _nearest(self) -> datetime | None:
        async with self.store.reading() as session:
            waiting = [await queue.next_due(session), await inbox.next_due(session, self.clock.now())]
        return min((due for due in [(await signs(self.store)).due, *waiting] if due), default=None)

    # --- who there is

    async def person(
        self, name: str, *roles: Role, language: str = "zh", customer: Customer | None = None, **more: Any
    ) -> Actor:
        """Somebody on file who has a Telegram chat with the bot, greeted once the desk settles."""
        user = self.api.user(name, language=language)
        user.starts()
        async with self.store.transaction() as session:
            person = Person(
                name=name,
                language=language,
                created_at=self.clock.now(),
                customer_id=customer.id if customer else None,
                **more,
            )
            person.give(*roles)
            session.add(person)
            await session.flush()
            session.add(
                Account(
                    person_id=person.id, channel="telegram", address=str(user.id), seen_at=self.clock.now()
                )
            )
        return Actor(self, user, person.id)

    def stranger(self, name: str, language: str = "zh") -> Actor:
        return Actor(self, self.api.user(name, language=language), None)

    async def customer(
        self,
        name: str = "明月纺织",
        category: str = "regular",
        accepted: date = date(2026, 1, 31),
        **more: Any,
    ) -> Customer:
        async with self.store.transaction() as session:
            customer = Customer(
                name=name, category=category, service_code=f"S-{name}", accepted_on=accepted, created_at=self.clock.now(),
                address="苏州", region="华东", licences=[Licence(product="NE", number="LOCK-1")],
                contracts=[Contract(starts_on=accepted, ends_on=accepted + timedelta(days=730))], **more,
            )  # fmt: skip
            session.add(customer)
            return customer

    async def on_duty(self, actor: Actor, days: int = 400) -> None:
        async with self.store.transaction() as session:
            start = self.clock.now() - timedelta(days=1)
            session.add(
                Shift(person_id=actor.person_id, starts_at=start, ends_at=start + timedelta(days=days))
            )

    async def set_policy(self, key: str, value: str) -> None:
        async with self.store.transaction() as session:
            await administration.set_policy(session, key, value, self.clock.now())

    async def tickets(self) -> list[Ticket]:
        """All, the oldest first."""
        async with self.store.reading() as session:
            return list(await session.scalars(select(Ticket).order_by(Ticket.id)))

    async def ticket(self) -> Ticket:
        """The newest one."""
        async with self.store.reading() as session:
            return (await session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1))).one()


async def fill(store: Store) -> None:
    """The products and problems of the stories."""
    await migrate(store)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "problems.jsonl"
        file.write_text("\n".join(json.dumps(problem, ensure_ascii=False) for problem in PROBLEMS), "utf8")
        async with store.transaction() as session:
            session.add(Product(code="NE", name="星河ERP", name_en="Nebula ERP"))
            await importing.import_rows(session, importing.read_sheet(file), MONDAY)


@dataclass(frozen=True)
class Scene:
    """What there is when a story begins; made once, and copied for each story."""

    name: str
    fill: Callable[[Store], Awaitable[None]]

    def chats(self, *, on_server: bool) -> Path:
        """Where it is kept what has been said in Telegram by then."""
        return shared.folder() / f"{self.name}-{'postgresql' if on_server else 'sqlite'}.chats"


NOBODY = Scene("stories", fill)


@contextmanager
def database(folder: Path, scene: Scene = NOBODY, *, on_server: bool) -> Iterator[str]:
    """The address of a new database for one story: a file, or on a PostgreSQL server."""
    if on_server:
        with reused.database(postgres.template(scene.name, scene.fill)) as url:
            yield url
    else:
        shared.copy(f"{scene.name}.db", folder / "desk.db", scene.fill)
        yield f"sqlite+aiosqlite:///{folder}/desk.db"


@asynccontextmanager
async def open_desk(
    folder: Path,
    at: datetime = MONDAY,
    scene: Scene = NOBODY,
    *,
    forgetful: bool = False,
    on_server: bool = False,
) -> AsyncIterator[TestDesk]:
    with database(folder, scene, on_server=on_server) as url:
        async with serving(url, at, forgetful=forgetful) as desk:
            desk.scene = scene
            if (chats := scene.chats(on_server=on_server)).exists():
                desk.api.recall(chats.read_bytes())
            yield desk


@asynccontextmanager
async def serving(url: str, at: datetime = MONDAY, *, forgetful: bool = False) -> AsyncIterator[TestDesk]:
    """On a database that is there, the person who made it."""
    clock, store = TestClock(at), Store(url)
    async with BotApi(token=TOKEN, username="kefu_test_bot") as api:
        api.now = clock.now
        api.updates.allow(list(ALLOWED))
        bot = Bot(TOKEN, base_url="http://telegram.test/bot", base_file_url="http://telegram.test/file/bot",
                  request=Direct(api), get_updates_request=Direct(api))  # fmt: skip
        async with bot:
            settings = Settings(telegram_bot_token=TOKEN)
            yield TestDesk(App(settings, store, clock, bot, Endless()), api, clock, forgetful=forgetful)
    await store.close()
