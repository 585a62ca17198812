"""The stand-in for Telegram, seen through python-telegram-bot itself: what other tests rely on."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.constants import ReactionEmoji
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ApplicationBuilder, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.fakes.botapi import BotApi, Sent, User, served
from tests.fakes.botapi.control import add_control

MARKUP = InlineKeyboardMarkup(
    [[InlineKeyboardButton("已解决", callback_data="y"), InlineKeyboardButton("未解决", callback_data="n")]]
)


@pytest.fixture(autouse=True)
def timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB 22 warns at every RetryAfter unless it may give its seconds as a timedelta."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as stand_in:
        yield stand_in


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with api.bot() as ready:
        yield ready


@pytest.fixture
def lilei(api: BotApi) -> User:
    """A person who has started the bot; the update is gone already."""
    user = api.user("李雷")
    user.starts()
    api.updates.pending.clear()
    return user


async def only(bot: Bot) -> Update:
    """The one update that waits, confirmed."""
    (update,) = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    await bot.get_updates(offset=update.update_id + 1)
    return update


# identity and wire


async def test_get_me_is_complete(bot: Bot) -> None:
    me = await bot.get_me()
    assert me.is_bot
    assert me.username == "kefu_test_bot"
    assert me.can_join_groups


async def test_a_wrong_token_is_refused(api: BotApi) -> None:
    stranger = Bot("1:wrong", base_url="http://telegram.test/bot", request=api.request())
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_httpx_own_transport_works_too(api: BotApi) -> None:
    options = {"transport": httpx.ASGITransport(app=api.asgi)}
    request = HTTPXRequest(httpx_kwargs=options)
    async with Bot(api.token, base_url="http://telegram.test/bot", request=request) as bot:
        assert bot.username == "kefu_test_bot"


async def test_get_json_and_unknown_methods(api: BotApi, lilei: User) -> None:
    async with httpx.AsyncClient(transport=api.transport(), base_url=f"http://x/bot{api.token}/") as client:
        assert (await client.get("getme")).json()["result"]["is_bot"]
        body = {"chat_id": lilei.id, "text": "hi", "reply_markup": {"inline_keyboard": []}}
        assert (await client.post("sendMessage", json=body)).json()["result"]["text"] == "hi"
        unknown = await client.get("noSuchThing")
    assert (unknown.status_code, unknown.json()["error_code"]) == (404, 404)


async def test_a_real_server_on_the_loopback(api: BotApi, lilei: User) -> None:
    add_control(api)
    async with served(api) as url, Bot(api.token, f"{url}/bot", f"{url}/file/bot") as bot:
        waiting = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.sleep(0.02)
        async with httpx.AsyncClient(base_url=url) as client:
            said = await client.post("/control/says", json={"user": "韩梅梅", "text": "你好"})
            (update,) = await waiting
            assert update.message
            await update.message.reply_document(b"\x00\xff" * 1000, filename="a.bin", reply_markup=MARKUP)
            seen = await client.post("/control/presses", json={"user": "韩梅梅", "label": "未解"})
            wrong = await client.post("/control/presses", json={"user": "韩梅梅", "label": "no"})
        document = api.chats[said.json()["id"]].messages[2].file
        assert document
        assert await (await bot.get_file(document.file_id)).download_as_bytearray() == b"\x00\xff" * 1000
        api.cut("sendMessage")
        with pytest.raises(NetworkError):
            await bot.send_message(lilei.id, "hi")
    assert seen.json()["messages"][0]["kind"] == "document"
    assert wrong.status_code == 400
    assert "未解决" in wrong.json()["error"]


async def test_a_webhook_is_reached_over_the_network(api: BotApi, lilei: User) -> None:
    async with served(api) as url, Bot(api.token, f"{url}/bot") as bot:
        await bot.set_webhook(f"{url}/bot{api.token}/getMe")  # anything that answers 200
        lilei.says("a")
        lilei.says("b")
        await api.until(lambda: not api.pending)
        assert api.calls["getMe"] == 3


async def test_ptb_application_polls_and_answers(api: BotApi) -> None:
    async def echo(update: Update, _: Any) -> None:
        assert update.message
        await update.message.reply_text(f"{update.message.text}!")

    application = ApplicationBuilder().bot(api.bot()).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    user = api.user("李雷")
    async with application:
        assert application.updater
        await application.updater.start_polling(timeout=5)
        await application.start()
        user.says("你好")
        await api.until(lambda: user.sees("你好!"))
        await application.updater.stop()
        await application.stop()
    assert api.pending == 0


# getting updates


async def test_updates_come_again_until_a_later_offset(api: BotApi, bot: Bot, lilei: User) -> None:
    for text in "abc":
        lilei.says(text)
    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first if update.message] == ["a", "b"]
    assert [update.update_id for update in await bot.get_updates()] == [
        *(update.update_id for update in first),
        first[1].update_id + 1,
    ]
    (third,) = await bot.get_updates(offset=first[1].update_id + 1)
    assert api.pending == 1
    assert not await bot.get_updates(offset=third.update_id + 1)


async def test_at_most_a_hundred_updates_at_once(bot: Bot, lilei: User) -> None:
    for number in range(130):
        lilei.says(str(number))
    assert len(await bot.get_updates()) == 100
    assert len(await bot.get_updates(limit=1)) == 1


async def test_a_negative_offset_keeps_the_last_ones(api: BotApi, bot: Bot, lilei: User) -> None:
    for text in "abc":
        lilei.says(text)
    (update,) = await bot.get_updates(offset=-1)
    assert update.message
    assert update.message.text == "c"
    assert api.pending == 1


async def test_a_long_poll_waits_and_wakes(bot: Bot, lilei: User) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    assert not poll.done()
    lilei.says("hi")
    assert len(await poll) == 1
    assert loop.time() - start < 1


async def test_a_long_poll_ends_empty(api: BotApi) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert not await api.updates.poll(0, 100, 0.05)
    assert loop.time() - start >= 0.05


async def test_of_two_pollers_the_older_gets_409(bot: Bot, lilei: User) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.02)
    newer = asyncio.create_task(bot.get_updates(timeout=10))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await older
    lilei.says("hi")
    assert len(await newer) == 1


async def test_allowed_updates_are_a_filter_that_stays(api: BotApi, bot: Bot, lilei: User) -> None:
    await bot.send_message(lilei.id, "hi", reply_markup=MARKUP)
    lilei.reacts(lilei.last, "👍")  # left out by default
    assert api.pending == 0
    await bot.get_updates(allowed_updates=["message_reaction", "callback_query"])
    lilei.says("not asked for")
    lilei.reacts(lilei.last, "👍")
    lilei.presses("已解决")
    reaction, press = await bot.get_updates()
    assert reaction.message_reaction
    assert press.callback_query
    await bot.get_updates(allowed_updates=[])
    lilei.says("now")
    assert api.pending == 3


# webhook


async def test_a_webhook_gets_updates_in_order_until_it_takes_them(
    api: BotApi, bot: Bot, lilei: User
) -> None:
    got: list[tuple[int, str | None, str | None]] = []

    async def deliver(url: str, headers: dict[str, str], body: bytes) -> int:
        assert url == "https://desk.test/hook"
        status = 500 if len(got) in (0, 2) else 200
        text = json.loads(body)["message"]["text"]
        got.append((status, text, headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return status

    api.webhook.deliver, api.webhook.retry_delay = deliver, 0.001
    lilei.says("a")
    await bot.set_webhook("https://desk.test/hook", secret_token="s3")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    lilei.says("b")
    await api.until(lambda: not api.pending)
    assert got == [(500, "a", "s3"), (200, "a", "s3"), (500, "b", "s3"), (200, "b", "s3")]
    assert (await bot.get_webhook_info()).url == "https://desk.test/hook"
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""
    lilei.says("c")
    assert len(await bot.get_updates()) == 1
    assert len(got) == 4


async def test_a_broken_webhook_is_told_and_pending_can_be_dropped(
    api: BotApi, bot: Bot, lilei: User
) -> None:
    async def deliver(*_: object) -> int:
        raise ConnectionError("nobody there")

    api.webhook.deliver = deliver
    lilei.says("a")
    poll = asyncio.create_task(bot.get_updates(offset=-1, timeout=5))
    await poll
    await bot.set_webhook("https://desk.test/hook", allowed_updates=["message"])
    await api.until(lambda: api.webhook.last_error)
    info = await bot.get_webhook_info()
    assert info.pending_update_count == 1
    assert info.last_error_message == "ConnectionError: nobody there"
    assert info.allowed_updates == ("message",)
    await bot.delete_webhook(drop_pending_updates=True)
    assert api.pending == 0


# people


def person_deeds() -> dict[str, Callable[[User], object]]:
    """Everything a person can send, by the field of the message that shows it."""
    return {
        "photo": lambda user: user.sends_photo(caption="#1"),
        "document": lambda user: user.sends_document("a.pdf"),
        "video": lambda user: user.sends_video(),
        "voice": lambda user: user.sends_voice(),
        "audio": lambda user: user.sends_audio(),
        "animation": lambda user: user.sends_animation(),
        "video_note": lambda user: user.sends_video_note(),
        "sticker": lambda user: user.sends_sticker(),
        "location": lambda user: user.sends_location(),
        "venue": lambda user: user.sends_venue("Tower", "1 Road"),
        "contact": lambda user: user.sends_contact("+8613812345678"),
        "poll": lambda user: user.sends_poll(),
        "dice": lambda user: user.sends_dice(),
        "forward_origin": lambda user: user.forwards("psst", "Somebody"),
    }


@pytest.mark.parametrize("field", person_deeds())
async def test_ptb_reads_whatever_a_person_sends(bot: Bot, lilei: User, field: str) -> None:
    person_deeds()[field](lilei)
    message = (await only(bot)).message
    assert message
    assert getattr(message, field)
    assert not message.api_kwargs
    assert message.from_user
    assert (message.chat_id, message.from_user.language_code) == (lilei.id, "zh")


async def test_commands_replies_and_edits(api: BotApi, bot: Bot, lilei: User) -> None:
    api.now = lambda: datetime(2026, 3, 1, 8, tzinfo=UTC)
    first = lilei.says("/start x1")
    update = await only(bot)
    assert update.message
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}
    assert update.message.date == api.now()
    lilei.says("and", reply_to=first)
    answer = (await only(bot)).message
    assert answer
    assert answer.reply_to_message
    assert answer.message_id == answer.reply_to_message.message_id + 1
    lilei.edits(first, "/start x2")
    edited = (await only(bot)).edited_message
    assert edited
    assert (edited.text, edited.edit_date) == ("/start x2", api.now())


async def test_an_album_is_separate_updates(bot: Bot, lilei: User) -> None:
    lilei.sends_album([b"1", b"2"], "broken")
    one, two = [update.message for update in await bot.get_updates()]
    assert one
    assert two
    assert one.media_group_id == two.media_group_id
    assert (one.caption, two.caption) == ("broken", None)


async def test_files_download_byte_for_byte(bot: Bot, lilei: User) -> None:
    lilei.sends_photo(b"\x00\xffjpeg")
    lilei.sends_document("huge.zip", size=20 * 1024 * 1024 + 1)
    photo, huge = [update.message for update in await bot.get_updates()]
    assert photo
    assert huge
    assert huge.document
    file = await bot.get_file(photo.photo[-1].file_id)
    assert await file.download_as_bytearray() == b"\x00\xffjpeg"
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(huge.document.file_id)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nonsense")


async def test_presses_and_their_answers(api: BotApi, bot: Bot, lilei: User) -> None:
    await bot.send_message(lilei.id, "解决了吗?", reply_markup=MARKUP)
    assert [[button.text for button in row] for row in lilei.last.buttons] == [["已解决", "未解决"]]
    lilei.presses("未")
    query = (await only(bot)).callback_query
    assert query
    assert query.data == "n"
    assert isinstance(query.message, Message)
    assert query.message.reply_markup == MARKUP
    assert api.presses.unanswered()
    await query.answer("好的", show_alert=True)
    assert [(answer.text, answer.alert) for answer in lilei.answers] == [("好的", True)]
    with pytest.raises(AssertionError, match=r"(?s)重试.*已解决"):
        lilei.presses("重试")
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("77")
    api.expire_callbacks = True
    api.now = lambda: datetime.now(UTC) + timedelta(seconds=16)
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()


async def test_double_and_forged_presses(bot: Bot, lilei: User) -> None:
    await bot.send_message(lilei.id, "?", reply_markup=MARKUP)
    lilei.double_presses("已解决")
    lilei.presses_data("rm -rf")
    queries = [update.callback_query for update in await bot.get_updates()]
    assert [query.data for query in queries if query] == ["y", "y", "rm -rf"]
    assert len({query.id for query in queries if query}) == 3


async def test_a_deleted_message_is_inaccessible_in_a_press(bot: Bot, lilei: User) -> None:
    message = await bot.send_message(lilei.id, "?", reply_markup=MARKUP)
    sent = lilei.last
    await message.delete()
    lilei.presses("已解决", sent)
    query = (await only(bot)).callback_query
    assert query
    assert query.message
    assert not query.message.is_accessible


async def test_the_reply_keyboard_sends_text_or_contact(bot: Bot, lilei: User) -> None:
    keyboard = ReplyKeyboardMarkup([["是"], [KeyboardButton("我的电话", request_contact=True)]])
    await bot.send_message(lilei.id, "?", reply_markup=keyboard)
    lilei.presses("是")
    lilei.presses("电话")
    text, contact = [update.message for update in await bot.get_updates()]
    assert text
    assert text.text == "是"
    assert contact
    assert contact.contact
    assert contact.contact.user_id == lilei.id
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("!", lilei.id, lilei.last.message_id)
    await bot.send_message(lilei.id, "ok", reply_markup=ReplyKeyboardRemove())
    assert lilei.keyboard == []


async def test_who_cannot_be_written_to(api: BotApi, bot: Bot, lilei: User) -> None:
    async def refused(user_id: int) -> str:
        with pytest.raises(TelegramError) as error:
            await bot.send_message(user_id, "hi")
        return f"{type(error.value).__name__}: {error.value.message}"

    assert await refused(api.user("new").id) == "BadRequest: Chat not found"
    assert await refused(42) == "BadRequest: Chat not found"
    lilei.blocks_bot()
    assert await refused(lilei.id) == "Forbidden: Forbidden: bot was blocked by the user"
    changed = (await only(bot)).my_chat_member
    assert changed
    assert (changed.old_chat_member.status, changed.new_chat_member.status) == ("member", "kicked")
    lilei.unblocks_bot()
    await bot.send_message(lilei.id, "hi")
    lilei.deletes_account()
    assert await refused(lilei.id) == "Forbidden: Forbidden: user is deactivated"


# sending


async def test_text_entities_and_limits(bot: Bot, lilei: User) -> None:
    message = await bot.send_message(
        lilei.id, " 😀 <b>a&lt;b</b> <a href='https://t.me'>x</a> ", parse_mode="HTML"
    )
    assert message.text == "😀 a<b x"
    assert list(message.parse_entities().values()) == ["a<b", "x"]
    assert lilei.texts == ["😀 a<b x"]
    assert lilei.sees("a<b")
    await bot.send_message(lilei.id, "客" * 4096)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("x" * 4097, "Message is too long"),
        ("", "Message text is empty"),
        (" \n", "Text must be non-empty"),
        ("<b>x", "Can't parse entities: can't find end tag"),
        ("<b>x</i>", "Can't parse entities: unmatched end tag"),
        ("x</b>", "Can't parse entities: unexpected end tag"),
        ("1 < 2", "Can't parse entities: unsupported start tag"),
        ("a <b", "Can't parse entities: unsupported start tag"),
        ("<br>", "Can't parse entities: unsupported start tag"),
    ],
)
async def test_bad_text_is_refused(bot: Bot, lilei: User, text: str, refusal: str) -> None:
    with pytest.raises(BadRequest) as error:
        await bot.send_message(lilei.id, text, parse_mode="HTML")
    assert str(error.value).lower().startswith(refusal.lower())
    assert not lilei.messages


async def test_button_data_is_64_bytes_at_most(bot: Bot, lilei: User) -> None:
    def markup(data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])

    await bot.send_message(lilei.id, "x", reply_markup=markup("y" * 64))
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(lilei.id, "x", reply_markup=markup("客" * 22))


@pytest.mark.parametrize(
    "kind", ["photo", "document", "video", "voice", "audio", "animation", "video_note", "sticker"]
)
async def test_every_kind_of_file_is_sent_and_sent_again(bot: Bot, lilei: User, kind: str) -> None:
    send: Callable[..., Awaitable[Message]] = getattr(bot, f"send_{kind}")
    message = await send(lilei.id, b"\x00content")
    assert (lilei.last.kind, lilei.last.content) == (kind, b"\x00content")
    attached: Any = message.effective_attachment
    file_id = attached[-1].file_id if kind == "photo" else attached.file_id
    again = await send(lilei.id, file_id)
    assert again.message_id == message.message_id + 1
    assert lilei.last.content == b"\x00content"
    with pytest.raises(BadRequest, match="Can't use file of type"):
        await (bot.send_voice if kind != "voice" else bot.send_photo)(lilei.id, file_id)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await send(lilei.id, b"")


async def test_captions_and_upload_limits(bot: Bot, lilei: User) -> None:
    await bot.send_document(lilei.id, b"x", caption="<i>c</i>", parse_mode="HTML", filename="单.txt")
    assert (lilei.last.text, lilei.last.data["document"]["file_name"]) == ("c", "单.txt")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(lilei.id, b"x", caption="c" * 1025)
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(lilei.id, bytes(50 * 1024 * 1024 + 70_000))


async def test_albums(bot: Bot, lilei: User) -> None:
    media = [InputMediaPhoto(b"1", caption="c"), InputMediaPhoto(b"2")]
    messages = await bot.send_media_group(lilei.id, media)
    assert len({message.media_group_id for message in messages}) == 1
    assert [(sent.content, sent.text) for sent in lilei.messages] == [(b"1", "c"), (b"2", "")]


async def test_places_contacts_and_typing(api: BotApi, bot: Bot, lilei: User) -> None:
    await bot.send_location(lilei.id, 31.2, 121.4)
    await bot.send_venue(lilei.id, 31.2, 121.4, "Tower", "1 Road")
    await bot.send_contact(lilei.id, "+861", "Han")
    await bot.send_chat_action(lilei.id, "typing")
    assert [sent.kind for sent in lilei.messages] == ["location", "venue", "contact"]
    assert lilei.chat.actions == ["typing"]


async def test_replies(bot: Bot, lilei: User) -> None:
    said = lilei.says("?")
    await bot.send_message(lilei.id, "!", reply_parameters=ReplyParameters(said.message_id))
    assert lilei.last.reply_to == said.message_id
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(lilei.id, "!", reply_parameters=ReplyParameters(99))
    await bot.send_message(
        lilei.id, "!", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True)
    )
    assert lilei.last.reply_to is None


async def test_copies_and_forwards(api: BotApi, bot: Bot, lilei: User) -> None:
    desk = api.group("Desk")
    photo = lilei.sends_photo(b"jpeg", "look")
    await bot.copy_message(desk.id, lilei.id, photo.message_id)
    forwarded = await bot.forward_message(desk.id, lilei.id, photo.message_id)
    assert [(sent.content, sent.text) for sent in desk.messages] == [(b"jpeg", "look")] * 2
    assert forwarded.forward_origin
    await bot.copy_message(desk.id, lilei.id, photo.message_id, caption="seen")
    assert desk.last.text == "seen"
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(desk.id, lilei.id, 99)
    with pytest.raises(BadRequest, match="Message to forward not found"):
        await bot.forward_message(desk.id, lilei.id, 99)


# editing


async def test_edits(bot: Bot, lilei: User) -> None:
    message = await bot.send_message(lilei.id, "a", reply_markup=MARKUP)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("a", reply_markup=MARKUP)
    edited = await message.edit_text("<b>b</b>", parse_mode="HTML")
    assert isinstance(edited, Message)
    assert edited.edit_date
    assert edited.reply_markup is None
    assert (lilei.last.text, lilei.last.buttons, lilei.last.edited) == ("b", [], 1)
    await message.edit_reply_markup(MARKUP)
    assert lilei.last.buttons
    await message.edit_text("c")
    assert "entities" not in lilei.last.data
    with pytest.raises(BadRequest, match="There is no caption"):
        await message.edit_caption("c")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("b", lilei.id, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("b", lilei.id, lilei.says("mine").message_id)


async def test_edits_of_files(bot: Bot, lilei: User) -> None:
    photo = await bot.send_photo(lilei.id, b"1", caption="a")
    await photo.edit_caption("b")
    assert lilei.last.text == "b"
    with pytest.raises(BadRequest, match="There is no text"):
        await photo.edit_text("b")
    await photo.edit_media(InputMediaDocument(b"2", caption="c"))
    assert (lilei.last.kind, lilei.last.content, lilei.last.text) == ("document", b"2", "c")


async def test_deletions(api: BotApi, bot: Bot, lilei: User) -> None:
    gone = await bot.send_message(lilei.id, "a")
    old = await bot.send_message(lilei.id, "b")
    await gone.delete()
    assert [sent.deleted for sent in lilei.messages] == [True, False]
    assert lilei.texts == ["b"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await gone.delete()
    api.now = lambda: datetime.now(UTC) + timedelta(hours=49)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await old.delete()


async def test_reactions(bot: Bot, lilei: User) -> None:
    said = lilei.says("thanks")
    await bot.set_message_reaction(lilei.id, said.message_id, ReactionEmoji.RED_HEART)
    assert said.bot_reactions == [ReactionEmoji.RED_HEART]
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(lilei.id, 99, ReactionEmoji.RED_HEART)


# groups


async def test_groups_migrate(api: BotApi, bot: Bot, lilei: User) -> None:
    group = api.group("Desk", members=[lilei])
    there = lilei.in_group(group)
    there.says("hello")
    message = (await only(bot)).message
    assert message
    assert message.chat.type == "group"
    await message.reply_text("hi", reply_markup=MARKUP)
    there.presses("已解决")
    query = (await only(bot)).callback_query
    assert query
    assert query.message
    assert query.message.chat.id == group.id
    old = group.id
    new = group.becomes_supergroup()
    with pytest.raises(ChatMigrated) as error:
        await bot.send_message(old, "hi")
    assert error.value.new_chat_id == new == group.id
    await bot.send_message(new, "hi")
    assert there.texts == ["hi"]
    told = [update.message for update in await bot.get_updates()]
    assert [message.migrate_to_chat_id for message in told if message] == [new, None]


async def test_members(api: BotApi, bot: Bot, lilei: User) -> None:
    stranger, boss = api.user("韩梅梅"), api.user("boss")
    group = api.group("Desk", members=[lilei])
    group.admits(boss, "creator")
    group.joins(boss)
    ids = (lilei.id, stranger.id, boss.id, bot.id)
    members = [await bot.get_chat_member(group.id, user_id) for user_id in ids]
    assert [member.status for member in members] == ["member", "left", "creator", "administrator"]
    assert [admin.user.id for admin in await bot.get_chat_administrators(group.id)] == [bot.id, boss.id]
    assert (await bot.get_chat(group.id)).title == "Desk"
    assert (await bot.get_chat(lilei.id)).first_name == "李雷"
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(boss.id, "hi")
    group.removes_bot(boss)
    with pytest.raises(Forbidden, match="kicked from the group"):
        await bot.send_message(group.id, "hi")


async def test_forum_topics(api: BotApi, bot: Bot, lilei: User) -> None:
    forum = api.group("Desk", forum=True, members=[lilei])
    topic = await bot.create_forum_topic(forum.id, "T-1")
    message = await bot.send_message(forum.id, "new", message_thread_id=topic.message_thread_id)
    assert message.is_topic_message
    there = lilei.in_group(forum, topic.message_thread_id)
    there.says("mine")
    said = (await only(bot)).message
    assert said
    assert said.message_thread_id == topic.message_thread_id
    await bot.edit_forum_topic(forum.id, topic.message_thread_id, name="T-1 ✓")
    await bot.close_forum_topic(forum.id, topic.message_thread_id)
    assert forum.chat.topics[topic.message_thread_id].closed
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await bot.close_forum_topic(forum.id, topic.message_thread_id)
    await bot.delete_forum_topic(forum.id, topic.message_thread_id)
    assert not there.visible
    for number in (topic.message_thread_id, 99):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(forum.id, "new", message_thread_id=number)
    with pytest.raises(BadRequest, match="Topic_id_invalid"):
        await bot.close_forum_topic(forum.id, 99)
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(lilei.id, "T")
    assert forum.opens_topic(lilei, "mine")
    opened = (await only(bot)).message
    assert opened
    assert opened.forum_topic_created


async def test_menus_by_scope_and_language(bot: Bot, lilei: User) -> None:
    default, private, own = ([BotCommand(name, name)] for name in ("start", "help", "desk"))
    await bot.set_my_commands(default)
    await bot.set_my_commands(private, BotCommandScopeAllPrivateChats(), "zh")
    assert await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "zh") == tuple(private)
    assert [command["command"] for command in lilei.menu] == ["help"]
    await bot.set_my_commands(own, BotCommandScopeChat(lilei.id))
    assert [command["command"] for command in lilei.menu] == ["desk"]
    await bot.delete_my_commands(BotCommandScopeChat(lilei.id))
    assert [command["command"] for command in lilei.menu] == ["help"]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Bad-one", "x")])


# trouble


async def test_failures_by_number_method_and_chat(api: BotApi, bot: Bot, lilei: User) -> None:
    other = api.user("韩梅梅")
    other.starts()
    api.fail("sendMessage", status=429, retry_after=7, chat=lilei)
    api.fail(status=502)
    assert await bot.get_updates()
    with pytest.raises(RetryAfter) as error:
        await bot.send_message(lilei.id, "a")
    assert error.value.retry_after == timedelta(seconds=7)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(other.id, "a")
    await bot.send_message(lilei.id, "a")
    api.fail("sendMessage", times=None, status=500)
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.send_message(lilei.id, "b")
    api.heal()
    await bot.send_message(lilei.id, "c")
    assert lilei.texts == ["a", "c"]


async def test_silence_and_broken_lines(api: BotApi, bot: Bot, lilei: User) -> None:
    api.hang("sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(lilei.id, "a", read_timeout=0.02)
    api.cut("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(lilei.id, "b")
    assert not lilei.messages
    api.cut("sendMessage", after=True)
    with pytest.raises(NetworkError):
        await bot.send_message(lilei.id, "c")
    assert lilei.texts == ["c"]
    api.hang("sendMessage")
    sending = asyncio.create_task(bot.send_message(lilei.id, "d"))
    await asyncio.sleep(0.01)
    api.release()
    with pytest.raises(NetworkError):
        await sending


async def test_latency(api: BotApi, bot: Bot) -> None:
    api.latency = 0.05
    loop = asyncio.get_running_loop()
    start = loop.time()
    await bot.get_me()
    assert loop.time() - start >= 0.05


async def test_enforced_limits(api: BotApi, bot: Bot, lilei: User) -> None:
    seconds = [0.0]
    api.enforce_limits, api.limits.clock = True, lambda: seconds[0]
    for _ in range(3):
        await bot.send_message(lilei.id, "burst")
    with pytest.raises(RetryAfter) as error:
        await bot.send_message(lilei.id, "too many")
    assert error.value.retry_after == timedelta(seconds=1)
    await bot.send_message(api.group("Desk").id, "another chat goes on")
    seconds[0] += 1
    await bot.send_message(lilei.id, "later")


def test_a_message_shows_itself(api: BotApi) -> None:
    sent: Sent = api.user("李雷").says("hi")
    assert repr(sent) == "<1 text: 'hi'>"
