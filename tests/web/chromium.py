"""A real Chromium: the one named by KEFU_CHROMIUM, one of this machine, or Playwright's own."""

import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    "There is no Chromium for the browser tests. Run `make browser`, or install one (Debian, Ubuntu: apt-get install"
    " chromium fonts-noto-cjk), or set KEFU_CHROMIUM to its path."
)

_shared: list[Browser] = []


def find(own: str) -> str:
    """Its path. `own`: where Playwright keeps its own. Raises FileNotFoundError that says what to do."""
    named = os.environ.get("KEFU_CHROMIUM", "")
    if named and not shutil.which(named):
        raise FileNotFoundError(f"KEFU_CHROMIUM: there is no program at {named}.")
    for path in (named, *(shutil.which(name) for name in NAMES), own):
        if path and Path(path).exists():
            return path
    raise FileNotFoundError(MISSING)


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """The one that is shared, or one for now."""
    if _shared:
        yield _shared[-1]
        return
    async with async_playwright() as playwright:
        chromium = playwright.chromium
        browser = await chromium.launch(
            executable_path=find(chromium.executable_path), args=ARGUMENTS, headless=True
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def shared() -> AsyncIterator[None]:
    """One for all windows: it takes longer to start than most tests."""
    async with launched() as browser:
        _shared.append(browser)
        yield
        _shared.pop()


if __name__ == "__main__":
    with sync_playwright() as playwright:
        try:
            print(find(playwright.chromium.executable_path))
        except FileNotFoundError as missing:
            sys.exit(str(missing))
