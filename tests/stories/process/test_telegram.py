"""Telegram as it is: what it refuses goes another way, what it does not take is never sent, and people are left in peace."""

import struct
import zlib
from dataclasses import replace
from typing import Any

import pytest

from bot.telegram import updates
from desk.files import File
from handlers import commands
from handlers.chat import flows
from handlers.chat.message import Message, Priority
from handlers.chat.questions import Choice, Question
from handlers.chat.turn import Turn
from tests.fakes.desk import MONDAY, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]
PHOTO = b"\xff\xd8 a photo"


def asking(monkeypatch: pytest.MonkeyPatch, options: list[tuple[str, str]]) -> None:
    """`/me` asks for one of them, and says which it was."""

    async def choosing(its: flows.Talk) -> None:
        which: Question[str] = Choice("Which one?", options=options)
        chosen = await its.ask("which", which)
        its.say(f"chosen: {chosen}")

    async def ask(turn: Turn, rest: str) -> None:
        await flows.start(turn, choosing)

    monkeypatch.setitem(flows.FLOWS, "choosing", choosing)
    monkeypatch.setitem(commands.COMMANDS, "me", commands.Command(ask, "everybody", "x"))


async def test_a_button_carries_any_code(desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram takes 64 bytes a button; a Chinese code of 40 signs is 120."""
    code = "凭证打印与账簿输出" * 5
    asking(monkeypatch, [(code, "📦 打印"), ("B", "📦 其他")])
    await cast.wang.says("/me")
    await cast.wang.presses("📦 打印")
    assert cast.wang.sees(f"chosen: {code}")


async def test_a_hundred_choices_are_paged_and_found_by_a_word(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking(monkeypatch, [(f"P{n}", f"产品 {n:03}") for n in range(120)])
    await cast.wang.says("/me")
    assert len(cast.wang.buttons) < 16
    await cast.wang.presses("1/12 ▶")
    assert "产品 010" in cast.wang.buttons
    await cast.wang.says("产品 11")
    assert [label for label in cast.wang.buttons if "产品" in label] == [f"产品 {n}" for n in range(110, 120)]
    await cast.wang.presses("产品 117")
    assert cast.wang.sees("chosen: P117")


async def test_buttons_of_a_question_go_with_it(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends it: an answer in words, or /cancel."""
    asking(monkeypatch, [("A", "甲"), ("B", "乙")])
    for word in ("乙", "/cancel"):
        await cast.wang.says("/me")
        asked = cast.wang.user.message("Which one?")
        assert asked.buttons
        await cast.wang.says(word)
        assert not asked.buttons


async def test_refused_buttons_come_as_words(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking(monkeypatch, [("A", "甲"), ("B", "乙")])
    desk.api.fail(
        "sendMessage", status=400, description="Bad Request: BUTTON_DATA_INVALID", chat=cast.wang.user
    )
    await cast.wang.says("/me")
    assert "· 乙" in cast.wang.last
    await cast.wang.says("乙")
    assert cast.wang.sees("chosen: B")


async def test_a_long_card_is_one_message_through_all_changes(desk: TestDesk, cast: Cast) -> None:
    """Longer than 4,096 signs: one card with the rest behind a button."""
    await cast.wang.says("请转人工，" + "凭证打印不全😀" * 500)
    card = cast.chen.user.message("K-1001")
    before = len(cast.chen.user.visible)
    await cast.chen.presses("接单")
    assert "处理中" in card.text
    assert len(cast.chen.user.visible) == before
    await cast.chen.presses("⋯ 全文")
    assert "".join(cast.chen.texts[before:]).count("凭证打印不全") >= 400


async def test_what_stands_there_is_not_sent_again(desk: TestDesk, cast: Cast) -> None:
    await cast.chen.says("/mine")
    edits = desk.api.calls["editMessageText"]
    press = next(b for row in cast.chen.user.visible[-1].buttons for b in row if "•" in b.text)
    await cast.chen.presses(press.text)
    assert desk.api.calls["editMessageText"] == edits


async def test_what_was_delivered_and_answered_unreadably_is_not_sent_again(
    desk: TestDesk, cast: Cast
) -> None:
    desk.api.garble("sendMessage", after=True)
    await cast.wang.says("/help")
    await desk.forward(minutes=5)
    assert sum("/tickets" in text for text in cast.wang.texts) == 1


async def test_the_keyboard_of_the_phone_goes_with_the_answer(desk: TestDesk, cast: Cast) -> None:
    emma = desk.stranger("Lena", "en")
    await emma.says("hello, the printer cuts the voucher, please call me")
    for _question in range(6):
        if emma.user.keyboard:
            break
        await emma.says("I need a person please")
    assert emma.user.keyboard
    await emma.does("sends_contact")
    assert not emma.user.keyboard


async def sent(desk: TestDesk, cast: Cast, **more: Any) -> None:
    """A message of the desk's with files to the specialist."""
    from bot.delivery import outbox

    files = more.pop("files")
    async with desk.store.transaction() as session:
        session.add_all(files)
        await session.flush()
        message = Message(cast.chen.person_id or 0, files=tuple(file.id for file in files), **more)
        await outbox.put(session, message, desk.clock.now())
    await desk.settle()


async def test_a_picture_has_its_words_as_caption(desk: TestDesk, cast: Cast) -> None:
    before = sum(desk.api.calls.values())
    await sent(
        desk, cast, text="看这里", title="K-1", files=[File.holding(PHOTO, "a.jpg", "image/jpeg", "photo")]
    )
    assert sum(desk.api.calls.values()) == before + 1
    shown = cast.chen.user.visible[-1]
    assert (shown.kind, shown.text) == ("photo", "K-1\n看这里")


async def test_ten_files_are_one_album(desk: TestDesk, cast: Cast) -> None:
    """Eleven pictures and a document: an album of ten, one picture, one document."""
    files = [File.holding(PHOTO, f"{n}.jpg", "image/jpeg", "photo") for n in range(11)]
    await sent(desk, cast, text="都在这里", files=[*files, File.holding(b"%PDF", "a.pdf", "application/pdf")])
    assert desk.api.calls["sendMediaGroup"] == 1
    assert [m.kind for m in cast.chen.user.visible[-12:]] == ["photo"] * 11 + ["document"]


async def test_a_file_of_another_bot_is_sent_from_our_copy(desk: TestDesk, cast: Cast) -> None:
    file = File.holding(PHOTO, "a.jpg", "image/jpeg", "photo")
    file.telegram_id = "of-another-bot"
    await sent(desk, cast, text="看这里", files=[file])
    assert (cast.chen.user.visible[-1].kind, cast.chen.user.visible[-1].content) == ("photo", PHOTO)


async def test_a_long_screenshot_comes_as_a_file(desk: TestDesk, cast: Cast) -> None:
    """A photo may be 20 times as long as wide; this one is 40 times."""
    head = struct.pack(">IIBBBBB", 100, 4000, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    long = b"\x89PNG\r\n\x1a\n" + chunk
    await sent(desk, cast, text="整页", files=[File.holding(long, "page.png", "image/png", "photo")])
    shown = cast.chen.user.visible[-1]
    assert (shown.kind, shown.text, shown.content) == ("document", "整页", long)


async def test_one_bad_file_takes_no_album_with_it(desk: TestDesk, cast: Cast) -> None:
    bad = File.holding(PHOTO, "b.jpg", "image/jpeg", "photo")
    bad.telegram_id, bad.content = "gone", None
    await sent(desk, cast, text="", files=[File.holding(PHOTO, "a.jpg", "image/jpeg", "photo"), bad])
    assert cast.chen.user.visible[-2].kind == "photo"
    assert "b.jpg" in cast.chen.last


async def test_only_what_needs_somebody_now_makes_a_sound(desk: TestDesk, cast: Cast) -> None:
    """The specialist hears a new ticket and the customer's words; notices and surveys come in silence."""
    await a_ticket(cast.wang)
    await cast.wang.says("还有一张凭证也是这样")
    to_chen = [
        values
        for name, values in desk.api.log
        if name == "sendMessage" and str(values["chat_id"]) == str(cast.chen.user.id)
    ]
    assert not any(
        values.get("disable_notification") for values in to_chen if "K-1001" in str(values["text"])
    )
    await sent(desk, cast, text="ein Hinweis", files=[], priority=Priority.NOTICE)
    assert desk.api.log[-1][1]["disable_notification"]


def message(**more: Any) -> dict[str, Any]:
    """An update with a private message."""
    user = {"id": 5, "is_bot": False, "first_name": "王丽", "language_code": "zh"}
    chat = {"id": 5, "type": "private", "first_name": "王丽"}
    return {"update_id": 1, "message": {"message_id": 7, "date": 1, "chat": chat, "from": user, **more}}


CHANNEL = {"id": -100, "type": "channel", "title": "新闻"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"text": "😀 看这里吧", "entities": [{"type": "text_link", "offset": 3, "length": 3, "url": "https://a.cn/x"}]},
         "😀 看这里 (https://a.cn/x)吧"),
        ({"text": "https://a.cn", "entities": [{"type": "text_link", "offset": 0, "length": 12, "url": "https://a.cn"}]}, "https://a.cn"),
        ({"text": "这个", "quote": {"text": "第三步", "position": 4, "is_manual": True}}, "“第三步”\n这个"),
        ({"text": "看", "external_reply": {"origin": {"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 1}},
          "quote": {"text": "停服通知", "position": 0}}, "“停服通知”\n看"),
    ],
)  # fmt: skip
def test_hidden_links_and_quotes_are_kept(content: dict[str, Any], words: str) -> None:
    said = updates.said(message(**content), MONDAY)
    assert said is not None
    assert said.text == words


def test_a_forward_says_whose_words_it_holds() -> None:
    origin = {"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 1}
    said = updates.said(message(text="停服", forward_origin=origin), MONDAY)
    assert said is not None
    assert said.forwarded_from == "新闻"


@pytest.mark.parametrize(
    "content", [{"photo": [{"file_id": 7}]}, {"location": "here"}, {"entities": 3, "text": "打不开"}]
)
async def test_a_message_that_cannot_be_read_still_has_its_sender(
    desk: TestDesk, cast: Cast, content: dict[str, Any]
) -> None:
    """Its plain words are kept; without any, they hear that it cannot be kept."""
    raw = message(**content)
    raw["message"]["from"]["id"] = raw["message"]["chat"]["id"] = cast.wang.user.id
    raw["update_id"] = 10**9
    before = len(cast.wang.texts)
    await desk.desk.receiver.receive([raw])
    await desk.settle()
    assert len(cast.wang.texts) > before


@pytest.mark.parametrize(
    ("address", "opens"),
    [("http://localhost:8080", False), ("http://127.0.0.1:8080", False), ("https://desk.cn", True)],
)
async def test_nobody_gets_an_address_that_opens_nothing_where_they_are(
    desk: TestDesk, cast: Cast, address: str, opens: bool
) -> None:
    desk.desk.worker.links = replace(desk.desk.worker.links, web_address=address)
    for actor in (cast.wang, cast.chen):
        await actor.says("/web")
        assert ("?start=" in actor.last) == opens
        assert opens or "localhost" not in actor.last


async def test_a_card_shows_what_comes_next_and_the_rest_behind_one_press(desk: TestDesk, cast: Cast) -> None:
    """Six buttons at most, whatever state it is in; all that was there before can still be reached."""
    await a_ticket(cast.wang)
    assert "接单" in cast.chen.buttons[0]
    assert len(cast.chen.buttons) <= 6
    await cast.chen.presses("接单")
    assert len(cast.chen.buttons) <= 6
    await cast.chen.presses("⋯ 更多")
    rest = " ".join(cast.chen.buttons)
    for action in ("挂起", "稍后回电", "文件和经过", "故障级别", "为什么是这个时间", "客户投诉", "远程"):
        assert action in rest
