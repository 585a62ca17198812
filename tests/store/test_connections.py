"""Connections end in order, whatever becomes of the task that held one."""

import asyncio
import logging
import threading
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from store import Store

KEPT = 5  # connections that the pool keeps; one more is closed when it comes back


async def test_the_end_of_the_loop_while_a_connection_closes_logs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The person who ends a process cancels every task there is, also those that clean up."""
    store, may_close = Store(f"sqlite+aiosqlite:///{tmp_path / 'kefu.db'}"), threading.Event()
    async with AsyncExitStack() as others:
        last = AsyncExitStack()
        session = await last.enter_async_context(store.reading())
        raw = await (await session.connection()).get_raw_connection()
        driver: Any = raw.driver_connection
        for _each in range(KEPT):
            await others.enter_async_context(store.reading())
    before = asyncio.all_tasks()
    begun = _slow(driver, may_close, monkeypatch)
    closing = asyncio.create_task(last.aclose())
    await begun.wait()
    for task in asyncio.all_tasks() - before:
        task.cancel()
    await asyncio.sleep(0)
    may_close.set()
    with pytest.raises(asyncio.CancelledError):
        await closing
    await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
    await store.close()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def _slow(driver: Any, may_close: threading.Event, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """The connection's thread closes when it may; the event tells that closing has begun."""
    begun, stock_close, stock_stop = asyncio.Event(), driver.close, driver.stop

    def held() -> None:
        if not begun.is_set():
            driver._tx.put_nowait((None, may_close.wait))
        begun.set()

    def stop() -> object:
        held()
        return stock_stop()

    async def close() -> None:
        held()
        await stock_close()

    monkeypatch.setattr(driver, "stop", stop)
    monkeypatch.setattr(driver, "close", close)
    return begun
