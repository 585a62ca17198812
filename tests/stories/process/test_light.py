"""Calls to Telegram by a request object of our own, over a real socket; and drawing in a process of its own."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.jobs.drawing import Drawing
from bot.telegram.calls import call
from bot.telegram.light import LightRequest
from desk.files import File
from i18n import speaking, spoken
from tests.fakes.botapi import TOKEN, BotApi
from tests.fakes.botapi.serve import served


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with served(api) as address:
        request = LightRequest(2, read_timeout=2)
        made = Bot(TOKEN, f"{address}/bot", f"{address}/file/bot", request=request,
                   get_updates_request=LightRequest(1, read_timeout=2))  # fmt: skip
        async with made:
            yield made


async def test_words_files_and_albums_arrive(api: BotApi, bot: Bot) -> None:
    user = api.user("王丽")
    user.starts()
    where = {"chat_id": user.id}
    await call(bot, "sendMessage", where | {"text": "您好", "reply_markup": {"remove_keyboard": True}})
    await call(bot, "sendDocument", where | {"caption": "看"}, [("document", InputFile(b"%PDF", "单.pdf"))])
    media = [{"type": "photo", "media": f"attach://f{n}"} for n in range(2)]
    files = [(f"f{n}", InputFile(b"\xff\xd8" + bytes([n]), f"{n}.jpg")) for n in range(2)]
    assert len(await call(bot, "sendMediaGroup", where | {"media": media}, files)) == 2
    assert [m.kind for m in user.visible] == ["text", "document", "photo", "photo"]
    assert user.visible[1].file is not None
    assert (user.visible[1].file.name, user.visible[1].content) == ("单.pdf", b"%PDF")
    assert user.visible[3].content == b"\xff\xd8\x01"


async def test_refusals_and_a_bad_network_are_told_as_the_library_tells_them(api: BotApi, bot: Bot) -> None:
    user = api.user("王丽")
    user.starts()
    given = {"chat_id": user.id, "text": "您好"}
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await call(bot, "sendMessage", given | {"chat_id": 1})
    api.fail("sendMessage", retry_after=7)
    with pytest.raises(RetryAfter):
        await call(bot, "sendMessage", given)
    api.cut("sendMessage")
    with pytest.raises(NetworkError):
        await call(bot, "sendMessage", given)
    api.hang("sendMessage")
    with pytest.raises(TimedOut):
        await bot.request.post(f"{bot.base_url}/sendMessage", read_timeout=0.2)
    api.heal()
    api.garble("sendMessage", after=True)
    assert await call(bot, "sendMessage", given) is None
    assert user.last.text == "您好"


def _spoken() -> list[File]:
    return [File.holding(spoken().language.encode(), "a.txt", "text/plain")]


def _in_another(process: int) -> list[File]:
    import os

    return [File.holding(str(os.getpid() != process).encode(), "a.txt", "text/plain")]


async def test_drawing_is_done_elsewhere_in_the_language_spoken_here() -> None:
    import os

    drawing = Drawing()
    with speaking("zh"):
        [file] = await drawing(_spoken)
    [elsewhere] = await drawing(partial(_in_another, os.getpid()))
    drawing.close()
    assert (file.content, elsewhere.content) == (b"zh", b"True")
