"""A window of a real browser on the web chat, as its person uses it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import FilePayload, Locator, Page, expect

from i18n import _, speaking
from tests.web.chromium import launched

WIDE = {"width": 1600, "height": 950}
PHONE = {"width": 390, "height": 844}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005"
    "0001ff5e6f8a7e0000000049454e44ae426082"
)


def in_(language: str, text: str, **values: object) -> str:
    """As the page says it in this language."""
    with speaking(language):
        return _(text).format(**values)


class Window:
    """The page, and what went wrong in it."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language
        self.wrong: list[str] = []
        page.set_default_timeout(15000)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda line: self.wrong.append(line.text) if line.type == "error" else None)

    def t(self, text: str, **values: object) -> str:
        return in_(self.language, text, **values)

    @property
    def chat(self) -> Locator:
        return self.page.locator(".main .list")

    @property
    def typing_box(self) -> Locator:
        return self.page.get_by_role("textbox", name=self.t("Write a message"))

    def beside(self, name: str) -> Locator:
        """The chat of somebody whom one watches."""
        return self.page.get_by_role("region", name=self.t("Watching {name}", name=name))

    async def says(self, text: str) -> None:
        await self.typing_box.fill(text)
        await self.typing_box.press("Enter")

    async def presses(self, label: str) -> None:
        """The newest button of this label."""
        await self.chat.get_by_role("button", name=label, exact=True).last.click()

    async def files_it(self, words: str = "", number: str = "K-1001") -> None:
        """Presses whatever leads to a ticket, in the order in which the desk asks, until its number is there."""
        if words:
            await self.says(words)
        product = {"zh": "星河ERP", "en": "Nebula ERP"}[self.language]
        texts = ("❌ Not solved", "None of these", "🔴 Everything is down", "✅ Yes, file it")
        ways = self.chat.get_by_role("button", name=product, exact=True)
        for text in texts:
            ways = ways.or_(self.chat.get_by_role("button", name=self.t(text), exact=True))
        filed = self.chat.locator(".title", has_text=number)
        open_ways = ways.and_(self.page.locator(":enabled:not([aria-disabled])"))
        while not await filed.count():
            await expect(open_ways.or_(filed).last).to_be_visible(timeout=15000)
            if not await filed.count():
                await open_ways.last.click()
        await self.sees(number)

    async def sees(self, text: str) -> None:
        await expect(self.chat.get_by_text(text).last).to_be_visible(timeout=15000)

    async def becomes(self, name: str) -> None:
        await self.page.get_by_role("button", name=self.t("Speak as {name}", name=name)).last.click()
        await expect(
            self.page.get_by_role("region", name=self.t("Chat of {name}", name=name))
        ).to_be_visible()

    async def attaches(self, *files: FilePayload) -> None:
        await self.page.locator("input[type=file]").set_input_files(files)

    async def moves_clock(self, label: str) -> None:
        await self.page.get_by_role("button", name=self.t(label)).click()


@asynccontextmanager
async def window(
    address: str, language: str = "zh", size: dict[str, Any] = WIDE, **more: Any
) -> AsyncIterator[Window]:
    """Opened at `address`. Afterwards nothing must have gone wrong in it."""
    async with launched() as browser:
        context = await browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            **more,
        )
        shown = Window(await context.new_page(), language)
        await shown.page.goto(address)
        yield shown
        await context.close()
    assert shown.wrong == []
