"""The page in a real Chromium, on the real desk: what a newcomer sees with no token at all."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, expect
from sqlalchemy import func, select

from bot.app import App
from bot.incoming.inbox import Incoming
from desk import invites
from desk.people import Person, Role
from tests.web.chromium import shared
from tests.web.serving import demo_desk, real_desk, running, served
from tests.web.window import PHONE, PNG, in_, window

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
DOWN = {"zh": "所有人都登录不了，整个系统瘫痪了", "en": "Nobody can sign in, the whole system is down"}


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def one_chromium() -> AsyncIterator[None]:
    """It belongs to one loop, so all that it looks at is in this loop, too."""
    async with shared():
        yield


@pytest_asyncio.fixture(loop_scope="module")
async def demo(tmp_path: Path) -> AsyncIterator[App]:
    async with demo_desk(tmp_path) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="module")
async def real(tmp_path: Path) -> AsyncIterator[App]:
    async with real_desk(tmp_path) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="module")
async def address(demo: App) -> AsyncIterator[str]:
    async with running(demo), served(demo) as address:
        yield address


async def test_the_whole_way_of_a_problem(address: str) -> None:
    """Words, an answer of the base, not solved, a ticket; the specialist answers, and the customer reads it."""
    async with window(address) as page:
        await page.says("系统提示检测不到加密锁")
        await page.sees("💡")
        await page.presses(page.t("❌ Not solved"))
        await page.files_it()
        card = page.beside("陈晓").locator(".message", has_text="K-1001").first
        await expect(card).to_contain_text("王丽")
        await page.becomes("陈晓")
        await page.presses(page.t("🙋 Take it"))
        card = page.chat.locator(".message", has_text="K-1001").first
        await card.hover()
        await card.get_by_role("button", name=page.t("Reply to this message")).click()
        await page.says("您好，我是陈晓，请把加密锁换一个插口")
        await page.sees(page.t("Sent to the customer of {number}.", number="K-1001"))
        await expect(page.beside("王丽").get_by_text("请把加密锁换一个插口")).to_be_visible()


async def test_time_brings_alerts_and_surveys(address: str) -> None:
    async with window(address) as page:
        await page.files_it(DOWN["zh"])
        before = await page.page.locator(".clock .now").get_attribute("datetime")
        await page.moves_clock("+1 day")
        await expect(page.beside("赵敏").get_by_text("🚨").first).to_be_visible(timeout=20_000)
        await page.moves_clock("+1 month")
        await page.sees("⭐")
        after = await page.page.locator(".clock .now").get_attribute("datetime")
        assert before
        assert after
        assert before[:7] < after[:7]


async def test_answered_questions_lose_their_buttons(address: str) -> None:
    async with window(address) as page:
        await page.says("/human")
        question = page.chat.locator(".message.desk").first
        await page.presses(page.t("Just call me"))
        await expect(question).to_contain_text(f"✔ {page.t('Just call me')}")
        await expect(question.locator(".keys")).to_have_count(0)
        await page.sees("K-1001")


async def test_the_page_speaks_english_too(address: str) -> None:
    async with window(address, "en") as page:
        await expect(page.page.get_by_role("region", name="Chat of Emma Clarke")).to_be_visible()
        await page.files_it(DOWN["en"])
        await page.page.get_by_role("button", name="中文", exact=True).click()
        chinese = in_("zh", "Write a message")
        await expect(page.page.get_by_role("textbox", name=chinese)).to_be_visible()
        assert await page.page.locator("html").get_attribute("lang") == "zh-Hans"
        await page.sees("K-1001")  # what was said stays
        await page.page.get_by_role("button", name="English", exact=True).click()
        await expect(page.typing_box).to_be_visible()


async def test_on_a_phone(address: str) -> None:
    async with window(address, "zh", PHONE, has_touch=True, is_mobile=True) as page:
        await page.files_it(DOWN["zh"])
        switch = page.page.get_by_role("button", name=page.t("Choose who you are"))
        badge = switch.locator(".badge")
        await expect(badge).to_have_text(
            "8"
        )  # the ticket's card, its account manager, and the call to everybody
        await switch.tap()
        await page.page.get_by_role("dialog").get_by_role("button", name="陈晓").tap()
        await page.sees("K-1001")
        await expect(badge).to_have_text("6")
        assert await page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for box in await page.page.locator(".key, .icon-button:visible, .step").all():
            size = await box.bounding_box()
            assert size
            assert size["x"] >= 0
            assert size["x"] + size["width"] <= PHONE["width"]
            assert size["height"] >= 30


async def test_pictures_and_files(address: str) -> None:
    async with window(address) as page:
        await page.attaches(
            FilePayload(name="屏幕.png", mimeType="image/png", buffer=PNG),
            FilePayload(name="日志 <b>today.txt", mimeType="text/plain", buffer=b"x" * 2048),
        )
        await expect(page.page.locator(".upload.ok")).to_have_count(2)
        await page.says("附件在这里")
        sent = page.chat.locator(".message.mine")
        await expect(sent.get_by_role("link", name="日志 <b>today.txt")).to_contain_text("2 KB")
        picture = sent.get_by_role("button", name=page.t("Look at {name}", name="屏幕.png"))
        assert (
            await picture.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)")
            == 1
        )
        await picture.click()
        dialog = page.page.get_by_role("dialog", name="屏幕.png")
        await expect(dialog).to_be_visible()
        await page.page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)


async def test_pasted_and_dropped_pictures(address: str) -> None:
    give = """([selector, event, field]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array([137, 80, 78, 71])], "x.png", {type: "image/png"}));
        const init = {bubbles: true, cancelable: true, [field]: data};
        const Kind = event === "paste" ? ClipboardEvent : DragEvent;
        document.querySelector(selector).dispatchEvent(new Kind(event, init));
    }"""
    async with window(address) as page:
        await expect(page.typing_box).to_be_visible()
        await page.page.evaluate(give, [".composer textarea", "paste", "clipboardData"])
        await page.page.evaluate(give, [".main .panel", "drop", "dataTransfer"])
        await expect(page.page.locator(".upload.ok")).to_have_count(2)
        await page.page.get_by_role("button", name=page.t("Remove {name}", name="x.png")).first.click()
        await expect(page.page.locator(".upload")).to_have_count(1)


async def test_a_file_that_is_too_large_is_said_kindly(address: str) -> None:
    async with window(address) as page:
        await expect(page.typing_box).to_be_visible()
        await page.page.evaluate("""() => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(21 * 1024 * 1024)], "film.mp4", {type: "video/mp4"}));
            const drop = new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data});
            document.querySelector(".main .panel").dispatchEvent(drop);
        }""")
        words = page.t("{name} is too large: at most {n} MB, please.", name="film.mp4", n=20)
        await expect(page.page.get_by_role("status").get_by_text(words)).to_be_visible()
        await expect(page.page.locator(".upload")).to_have_count(0)


HOSTILE = [
    "<img src=x onerror=window.hacked=1>",
    "</p><script>window.hacked=1</script>",
    "javascript:window.hacked=1",
    "{{constructor.constructor('window.hacked=1')()}}",
    "\u202egnp.exe مرحبا ‏שלום",
    "長" * 600 + "x" * 600,
]


async def test_hostile_and_long_texts_stay_text(address: str) -> None:
    async with window(address) as page:
        for text in HOSTILE:
            await page.says(text)
        for text in HOSTILE:
            await expect(page.chat.locator(".mine .text").get_by_text(text, exact=True)).to_have_count(1)
        assert await page.page.evaluate("window.hacked") is None
        assert await page.page.locator(".list img:not([alt=''])").count() == 0
        assert await page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for bubble in await page.chat.locator(".bubble").all():
            assert await bubble.evaluate("bubble => bubble.scrollWidth <= bubble.clientWidth")


async def test_web_addresses_are_links_and_nothing_else_is(address: str) -> None:
    async with window(address) as page:
        await page.says("看这里：https://example.org/a?b=1，谢谢 ftp://x javascript:alert(1)")
        link = page.chat.locator(".mine .text a")
        await expect(link).to_have_count(1)
        assert await link.get_attribute("href") == "https://example.org/a?b=1"
        assert "noopener" in (await link.get_attribute("rel") or "")


async def test_enter_sends_but_not_while_a_word_is_being_composed(address: str) -> None:
    async with window(address) as page:
        await page.typing_box.fill("ni hao")
        compose = "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
        await page.typing_box.evaluate(compose)
        await expect(page.typing_box).to_have_value("ni hao")
        one_line = (await page.typing_box.bounding_box() or {"height": 0})["height"]
        await page.typing_box.press("Shift+Enter")
        await page.typing_box.press_sequentially("zweite Zeile")
        assert (await page.typing_box.bounding_box() or {"height": 0})["height"] > one_line
        await page.typing_box.press("Enter")
        await expect(page.typing_box).to_have_value("")
        await page.sees("zweite Zeile")


async def test_what_is_begun_stays_with_its_person(address: str) -> None:
    async with window(address) as page:
        await page.typing_box.fill("半句话")
        await page.becomes("陈晓")
        await expect(page.typing_box).to_have_value("")
        await page.becomes("王丽")
        await expect(page.typing_box).to_have_value("半句话")


async def test_a_draft_survives_a_reload_and_each_message_says_whose_it_is(address: str) -> None:
    """For a screen reader, too; after a press the keyboard is still somewhere in the page."""
    async with window(address) as page:
        await page.says("系统提示检测不到加密锁")
        await page.sees("💡")
        whose = await page.chat.locator(".message .unseen").all_text_contents()
        assert whose[-2:] == [
            page.t("{name} says:", name=each) for each in (page.t("You"), page.t("Service desk"))
        ]
        await page.presses(page.t("❌ Not solved"))
        assert await page.page.evaluate("document.activeElement !== document.body")
        await page.typing_box.fill("还没写完的半句")
        await page.page.reload()
        await expect(page.typing_box).to_have_value("还没写完的半句")


async def test_back_closes_a_sheet_and_not_the_desk(address: str) -> None:
    """On a phone *back* is what people press."""
    async with window(address, "zh", PHONE, has_touch=True, is_mobile=True) as page:
        await page.page.get_by_role("button", name=page.t("Choose who you are")).tap()
        await expect(page.page.get_by_role("dialog")).to_be_visible()
        await page.page.go_back()
        await expect(page.page.get_by_role("dialog")).to_have_count(0)
        await expect(page.typing_box).to_be_visible()
        assert page.page.url.startswith(address)


async def test_without_a_connection_nothing_is_lost_or_doubled(demo: App) -> None:
    async with running(demo):
        async with served(demo) as address:
            port = int(address.rpartition(":")[2])
            opened = window(address)
            page = await opened.__aenter__()
            await page.says("你好")
            await page.sees("王丽")
        words = "No connection. What you write is kept and sent as soon as it is back."
        await expect(page.page.get_by_text(page.t(words))).to_be_visible()
        await page.says("没有网络时写的")
        await expect(page.chat.get_by_role("img", name=page.t("Sending"))).to_have_count(1)
        async with served(demo, port):
            await expect(page.chat.get_by_role("img", name=page.t("Sending"))).to_have_count(0, timeout=20000)
            await expect(page.page.get_by_text(page.t(words))).not_to_be_visible()
            await expect(page.chat.get_by_text("没有网络时写的", exact=True)).to_have_count(1)
            page.wrong.clear()  # the browser itself complains about the connection
            await opened.__aexit__(None, None, None)
    async with demo.store.reading() as session:
        assert await session.scalar(select(func.count(Incoming.id))) == 2


async def test_every_control_has_a_name(address: str) -> None:
    nameless = """() => [...document.querySelectorAll("button, input:not([type=file]), textarea, a, [role=menu]")]
        .filter((each) => each.checkVisibility())
        .filter((each) => !(each.getAttribute("aria-label") || each.textContent.trim() || each.labels?.length))
        .map((each) => each.outerHTML)"""
    async with window(address) as page:
        await page.files_it(DOWN["zh"])
        assert await page.page.evaluate(nameless) == []
        await expect(page.page.locator("[role=log][aria-live=polite]")).to_have_count(1)


async def test_by_keyboard_alone(address: str) -> None:
    async with window(address) as page:
        await expect(page.typing_box).to_be_focused()
        await page.page.keyboard.type("/hel")
        await page.page.keyboard.press("ArrowUp")
        await page.page.keyboard.press("Enter")
        await page.sees("/tickets")
        await expect(page.typing_box).to_be_focused()


async def test_light_and_dark(address: str) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    async with window(address, color_scheme="light") as page:
        light = await page.page.evaluate(colour)
        await page.page.emulate_media(color_scheme="dark")
        dark = await page.page.evaluate(colour)
        assert dark != light
        await page.page.get_by_role("button", name=page.t("Light or dark")).click()
        assert await page.page.evaluate(colour) == light
        await page.page.reload()
        assert await page.page.evaluate(colour) == light


async def test_a_customer_without_telegram(real: App) -> None:
    """An invite link, one press; then the chat alone. A number is asked for with a ticket, and kept: on the web it proves nobody."""
    async with real.store.transaction() as session:
        person = Person(name="小周", language="zh", created_at=real.clock.now())
        person.give(Role.CONTACT)
        session.add(person)
        await session.flush()
        code = await invites.make(session, real.clock.now(), person=person)
    async with running(real), served(real) as address, window(f"{address}/?start={code}") as page:
        await page.page.get_by_role("button", name=page.t("Continue")).click()
        await page.page.wait_for_url(f"{address}/")
        assert await page.page.locator(".clock, .people, .watched .panel").count() == 0
        await expect(
            page.chat.get_by_role("button", name=page.t("🪪 I am a customer already"))
        ).to_be_visible()
        await page.says("/human")
        await page.presses(page.t("Just call me"))
        await page.chat.locator(".key", has=page.page.locator("svg")).click()
        await page.page.get_by_role("textbox", name=page.t("Your phone number")).fill("138 1234 5678")
        await page.page.keyboard.press("Enter")
        await page.sees("138 1234 5678")
        await page.sees("K-1001")
        await page.page.reload()
        await page.sees("138 1234 5678")
        await page.page.get_by_role("button", name=page.t("Sign out")).click()
        await page.page.get_by_role("button", name=page.t("Stay")).click()
        await expect(page.page.locator(".composer")).to_be_visible()
        await page.page.get_by_role("button", name=page.t("Sign out")).click()
        await page.page.get_by_role("dialog").get_by_role("button", name=page.t("Sign out")).click()
        await expect(page.page.get_by_role("heading")).to_be_visible()
        await expect(page.page.locator(".composer")).to_have_count(0)
        page.wrong.clear()  # the door answers with 401, which the browser notes
