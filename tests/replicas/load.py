"""How much a desk carries: messages of many chats wait in the inbox, and N processes work on them.

`python -m tests.replicas.load --on postgresql --processes 2` prints how many messages a second were answered. Sending is
left out, for Telegram's limit of 30 messages a second is lower than any of these figures.
"""

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlalchemy import func, select, text

from bot.clock import Clock
from bot.incoming import inbox
from bot.incoming.inbox import Incoming
from bot.incoming.worker import Worker
from bot.telegram.updates import EDGE, arrivals
from handlers.chat.turn import Links
from kb.search.problem_base import ProblemBase
from store import Store
from store import processes as store_processes
from tests.fakes.desk import database

CHATS = 200
WORDS = (
    "单号 {n}：密码明明是对的却进不去",
    "单号 {n}：打印出来右边被切掉",
    "请转人工，单号 {n}：加密锁红灯一直闪",
)


def _update(n: int) -> dict[str, object]:
    user = {"id": 1000 + n % CHATS, "is_bot": False, "first_name": f"客户{n % CHATS}", "language_code": "zh"}
    chat = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
    message = {
        "message_id": n,
        "date": 0,
        "chat": chat,
        "from": user,
        "text": WORDS[n % len(WORDS)].format(n=n),
    }
    return {"update_id": n, "message": message}


async def _fill(url: str, messages: int) -> None:
    store = Store(url)
    async with store.transaction() as session:
        await inbox.put(session, arrivals([_update(n) for n in range(messages)]), datetime.now(UTC))
    async with store.engine.begin() as connection:
        await connection.execute(text("ANALYZE"))  # as a server does by itself every minute
    await store.close()


async def _work(url: str, ready: Barrier) -> None:
    """One process, from when all are ready until nothing waits."""
    store, base = Store(url), ProblemBase()
    async with store.reading() as session:
        await base.refresh(session, datetime.now(UTC))
    worker = Worker(store, Clock(), base, {"telegram": EDGE}, Links("", ""))
    base.search("热身")  # the first search weighs the words
    await asyncio.to_thread(ready.wait)
    working = [asyncio.create_task(part) for part in (worker.run(), store_processes.listen(store))]
    while await _waiting(store):  # noqa: ASYNC110 - the other processes have no event for us
        await asyncio.sleep(0.2)
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    await store.close()


async def _waiting(store: Store) -> int:
    async with store.reading() as session:
        rows = select(func.count()).select_from(Incoming).where(Incoming.state == inbox.WAITING)
        return await session.scalar(rows) or 0


def _process(url: str, ready: Barrier) -> None:
    asyncio.run(_work(url, ready))


def measure(url: str, processes: int, messages: int) -> float:
    """Messages a second."""
    asyncio.run(_fill(url, messages))
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    each = [context.Process(target=_process, args=(url, ready)) for _process_number in range(processes)]
    for process in each:
        process.start()
    ready.wait()
    begun = time.perf_counter()
    for process in each:
        process.join()
    return messages / (time.perf_counter() - begun)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--messages", type=int, default=2000)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        database(Path(folder), on_server=given.on == "postgresql") as url,
    ):
        rate = measure(url, given.processes, given.messages)
    print(f"{given.on}, {given.processes} processes: {rate:.0f} messages a second")
