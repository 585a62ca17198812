"""The pictures of the README: the demo desk in the middle of its work, as a newcomer sees it.

`make pictures` writes them to docs/pictures. They are taken in a real Chromium from the real desk.
"""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from bot import clock
from tests.web.serving import demo_desk, running, served
from tests.web.window import PHONE, WIDE, Window, window

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
STORIES = {
    "zh": {
        "problem": "插了加密锁，系统还是提示检测不到加密锁",
        "down": "所有人都登录不了，整个系统瘫痪了！",
        "complaint": "我要投诉：系统停了一个小时，没有人联系我们",
        "specialist": "陈晓",
        "answer": "您好，我是陈晓。我马上远程看一下服务器，十分钟内给您回复。",
    },
    "en": {
        "problem": "The dongle is plugged in, but the program does not find it",
        "down": "Nobody can sign in, the whole system is down!",
        "complaint": "I want to complain: down for an hour, and nobody has called us",
        "specialist": "Grace Miller",
        "answer": "Hello, I am looking at the server right now. You hear from me within ten minutes.",
    },
}


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in STORIES:
        with tempfile.TemporaryDirectory() as folder:
            async with demo_desk(Path(folder)) as desk, running(desk), served(desk) as address:
                if language == "en":  # when the one who speaks English is on duty
                    await clock.forward(desk.store, desk.clock, timedelta(days=2))
                async with window(address, language, WIDE, device_scale_factor=1.5) as page:
                    await tell(page, STORIES[language])
                    await take(page, f"web-desk-{language}.png")
                if language == "zh":
                    await on_a_phone(address, language)


async def tell(page: Window, story: dict[str, str]) -> None:
    """A problem that the base solves, one that it does not, the specialist's answer, and what time brings."""
    await page.says(story["problem"])
    await page.sees("💡")
    await page.presses(page.t("✅ That solved it"))
    await page.files_it(story["down"])
    await page.moves_clock("+1 hour")
    await page.beside("赵敏").get_by_text("🚨").first.wait_for()
    await page.says(story["complaint"])
    await page.sees("C-1002")
    me = await page.page.locator(".main .head .name").inner_text()
    await page.becomes(story["specialist"])
    card = page.chat.locator(".message", has_text="K-1001").first
    await card.get_by_role("button", name=page.t("🙋 Take it")).click()
    await page.sees("🧭")
    await card.hover()
    await card.get_by_role("button", name=page.t("Reply to this message")).click()
    await page.says(story["answer"])
    await page.sees(page.t("Sent to the customer of {number}.", number="K-1001"))
    await page.becomes(me)
    await asyncio.sleep(5)  # until nothing moves any more


async def on_a_phone(address: str, language: str) -> None:
    """What was said before, in the hand."""
    async with window(
        address, language, PHONE, device_scale_factor=2, has_touch=True, is_mobile=True
    ) as page:
        await page.sees("K-1001")
        await asyncio.sleep(1)
        await take(page, "web-phone.png")


async def take(page: Window, name: str) -> None:
    await page.page.mouse.move(0, 0)
    await page.page.screenshot(path=FOLDER / name)
    print(f"docs/pictures/{name}")


if __name__ == "__main__":
    asyncio.run(main())
