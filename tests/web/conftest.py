"""A demo desk, a real one, and a browser's requests to either."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.app import App
from tests.web.serving import demo_desk, real_desk


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[App]:
    async with demo_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[App]:
    async with real_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
async def demo_web(demo: App) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(demo, "http://localhost:8080") as client:
        yield client


@pytest.fixture
async def web(real: App) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(real, "https://desk.example.org", client="203.0.113.7") as client:
        yield client


def browser(desk: App, address: str, client: str = "127.0.0.1") -> httpx.AsyncClient:
    """Asks the application directly, as a browser on `client` would."""
    transport = httpx.ASGITransport(app=desk.web(), client=(client, 50000))
    return httpx.AsyncClient(transport=transport, base_url=address)
