"""Files go up before the message that names them, and come down only to those they were sent to."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.delivery import outbox
from bot.web import files
from desk.files import File
from desk.people import Account
from handlers.chat.message import Message
from tests.web.conftest import browser
from tests.web.test_door import OWN, enter, invite

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


@pytest.fixture
async def chat(real: App, web: httpx.AsyncClient) -> int:
    await enter(web, await invite(real))
    number: int = (await web.get("/hello")).json()["people"][0]["chat"]
    return number


@pytest.fixture
async def other(real: App) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody else's browser."""
    async with browser(real, "https://desk.example.org", client="203.0.113.8") as client:
        await enter(client, await invite(real, "顾建明"))
        yield client


async def up(
    web: httpx.AsyncClient, chat: int, name: str = "屏幕.png", content: bytes = PNG, mime: str = "image/png"
) -> httpx.Response:
    return await web.post("/files", params={"chat": chat}, files={"file": (name, content, mime)}, headers=OWN)


async def test_an_upload_is_kept_with_all_that_is_known(web: httpx.AsyncClient, chat: int) -> None:
    stored = (await up(web, chat)).json()
    assert stored == {
        "id": stored["id"],
        "kind": "photo",
        "name": "屏幕.png",
        "mime": "image/png",
        "size": len(PNG),
    }
    down = await web.get(f"/files/{stored['id']}")
    assert (down.content, down.headers["content-type"]) == (PNG, "image/png")
    assert down.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("name", "mime", "kind"),
    [
        ("a.mp3", "audio/mpeg", "audio"),
        ("a.mp4", "video/mp4", "video"),
        ("a.pdf", "application/pdf", "document"),
        ("a.svg", "image/svg+xml", "document"),
        ("a.html", "text/html; charset=utf-8", "document"),
        ("a", "", "document"),
    ],
)
async def test_its_kind(web: httpx.AsyncClient, chat: int, name: str, mime: str, kind: str) -> None:
    assert (await up(web, chat, name, b"x", mime)).json()["kind"] == kind


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/html\r\nX: y"])
async def test_what_could_run_is_only_saved(web: httpx.AsyncClient, chat: int, mime: str) -> None:
    stored = (await up(web, chat, "x.html", b"<script>alert(1)</script>", mime)).json()
    down = await web.get(f"/files/{stored['id']}")
    assert down.headers["content-type"] == "application/octet-stream"
    assert down.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in down.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\temp\\passwd", "/etc/passwd"])
async def test_a_name_is_only_a_name(web: httpx.AsyncClient, chat: int, name: str) -> None:
    assert (await up(web, chat, name, b"x", "text/plain")).json()["name"] == "passwd"


async def test_players_get_the_part_they_ask_for(web: httpx.AsyncClient, chat: int) -> None:
    number = (await up(web, chat, "a.mp4", b"0123456789", "video/mp4")).json()["id"]
    for asked, part, where in [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=6-", b"6789", "bytes 6-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ]:
        down = await web.get(f"/files/{number}", headers={"range": asked})
        assert (down.status_code, down.content, down.headers["content-range"]) == (206, part, where)
    assert (await web.get(f"/files/{number}", headers={"range": "bytes=10-"})).status_code == 416
    assert (await web.get(f"/files/{number}", headers={"range": "bytes=a-b"})).status_code == 200


async def test_too_large_is_said_kindly(web: httpx.AsyncClient, chat: int) -> None:
    answer = await up(web, chat, "film.mp4", bytes(files.LARGEST + 1), "video/mp4")
    assert answer.status_code == 413
    assert "20 MB" in answer.json()["error"]


async def test_what_hides_its_length_is_cut_off(web: httpx.AsyncClient, chat: int) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        while sent < 10 * files.LARGEST:
            sent += 1 << 20
            yield bytes(1 << 20)

    headers = {"content-type": "multipart/form-data; boundary=x", **OWN}
    answer = await web.post(f"/files?chat={chat}", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert sent <= files.LARGEST + (4 << 20)


async def test_what_is_no_upload(web: httpx.AsyncClient, chat: int) -> None:
    assert (await web.post(f"/files?chat={chat}", data={"file": "x"}, headers=OWN)).status_code == 400
    multipart = {"content-type": "multipart/form-data; boundary=x", "accept-language": "en", **OWN}
    broken = await web.post(f"/files?chat={chat}", content=b"--y\r\n", headers=multipart)
    assert (broken.status_code, "attach it again" in broken.json()["error"]) == (400, True)
    for wrong in ("", "x", "-1", "999", "9" * 30):
        refused = await web.post("/files", params={"chat": wrong}, files={"file": b"x"}, headers=OWN)
        assert refused.status_code == 403


async def test_nobody_else_sees_it(
    real: App, web: httpx.AsyncClient, other: httpx.AsyncClient, chat: int
) -> None:
    number = (await up(web, chat)).json()["id"]
    async with browser(real, "https://desk.example.org") as stranger:
        assert (await stranger.get(f"/files/{number}")).status_code == 404
    assert (await other.get(f"/files/{number}")).status_code == 404
    assert (await other.get(f"/files/{number + 1}")).status_code == 404
    assert (await up(other, chat)).status_code == 403


async def test_whom_it_was_sent_to_sees_it(
    real: App, web: httpx.AsyncClient, other: httpx.AsyncClient, chat: int
) -> None:
    number = (await up(web, chat)).json()["id"]
    theirs = (await other.get("/hello")).json()["people"][0]["chat"]
    async with real.store.transaction() as session:
        account = await session.get_one(Account, theirs)
        await outbox.put(
            session, Message(account.person_id, "", files=(number,), account_id=theirs), real.clock.now()
        )
    assert (await other.get(f"/files/{number}")).status_code == 404  # not before it has been sent
    await real.sender.drain()
    assert (await other.get(f"/files/{number}")).content == PNG


async def test_one_that_is_not_here_yet(real: App, web: httpx.AsyncClient, chat: int) -> None:
    number = (await up(web, chat)).json()["id"]
    async with real.store.transaction() as session:
        (await session.get_one(File, number)).content = None
    answer = await web.get(f"/files/{number}", headers={"accept-language": "en"})
    assert (answer.status_code, "not arrived yet" in answer.text) == (404, True)


async def test_uploads_that_are_never_used_do_not_pile_up(
    real: App, web: httpx.AsyncClient, chat: int
) -> None:
    numbers = [(await up(web, chat)).json()["id"] for _ in range(files.UNUSED + 3)]
    async with real.store.reading() as session:
        assert await session.scalar(select(func.count(File.id))) == files.UNUSED
        assert await session.get(File, numbers[-1]) is not None
