"""Who opens connections and asks for nothing takes nothing from those who do."""

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.app import App
from bot.web import connections
from tests.web.serving import served

HALF = b"GET /health HTTP/1.1\r\nHost: desk\r\n"
UPLOAD = (
    b"POST /files?chat=1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
)


@pytest.fixture
async def address(real: App) -> AsyncIterator[str]:
    async with served(real) as address:
        yield address


async def opened(address: str, begun: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(begun)
    await writer.drain()
    return reader, writer


async def answer(reader: asyncio.StreamReader) -> bytes:
    """All until it is closed."""
    try:
        async with asyncio.timeout(5):
            return await reader.read()
    except ConnectionResetError:
        return b""


async def test_half_requests_make_room_for_whole_ones(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connections, "most", lambda: 6)
    monkeypatch.setattr(connections, "crowded", connections._Crowd())
    with caplog.at_level(logging.WARNING):
        halves = [await opened(address, HALF) for _each in range(40)]
        async with httpx.AsyncClient(base_url=address) as browser:
            for _each in range(3):
                assert (await browser.get("/health")).status_code == 200
    assert await answer(halves[0][0]) == b""  # the oldest went
    halves[-1][1].write(b"\r\n")
    assert (await halves[-1][0].readline()).startswith(b"HTTP/1.1 200")  # the newest only took its time
    assert len(caplog.records) == 1
    for _reader, writer in halves:
        writer.close()


@pytest.mark.parametrize("begun", [b"", HALF])
async def test_a_head_has_an_end(address: str, monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(connections, "HEADERS", 0.02)
    reader, writer = await opened(address, begun)
    assert await answer(reader) == b""
    writer.close()


async def test_a_body_has_an_end(demo: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SILENCE", 0.02)
    monkeypatch.setattr(connections, "HEADERS", 0.02)  # how often it is looked at while the desk works
    async with served(demo) as address, demo.store.reading() as session:
        from bot.web.identities import _demo_people

        chat = next(iter(await _demo_people(session)))
        head = UPLOAD.replace(b"chat=1", b"chat=%d" % chat) + b"Content-Length: 1000\r\n\r\n--x\r\n"
        reader, writer = await opened(address, head)
        assert await answer(reader) == b""
        writer.close()


async def test_a_strangers_body_is_not_read(address: str) -> None:
    """They are answered before it comes, and the connection does not wait for it."""
    reader, writer = await opened(address, UPLOAD + b"Content-Length: 20000000\r\n\r\n")
    assert b" 403 " in await reader.readline()
    writer.close()
