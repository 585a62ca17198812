"""HOT-14: what was given to R&D carries the key of their tracker, and its status comes back by hand or by webhook."""

import hmac

import httpx
from sqlalchemy import func, select

from desk.journal import JournalEntry
from desk.people import Role
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]
SECRET = "t" * 24


async def test_its_status_is_told_by_hand(desk: TestDesk, cast: Cast) -> None:
    """HOT-14, HOT-9: one button for the key, one message for the status; who waits hears, the customer does not."""
    frank = await _at_developers(desk, cast)
    await frank.presses("Key in R&D")
    await frank.says("what is a key?")
    assert frank.sees("A key is like ABC-12")
    await frank.says("https://tracker.example.org/browse/ABC-12?focus=1")
    await cast.chen.says("/find K-1001")
    await cast.chen.presses("K-1001")
    assert "🔑 ABC-12" in cast.chen.last
    await frank.presses("State there")
    await frank.says("reproduced, fix in 3.4")
    assert "🔑 ABC-12：reproduced, fix in 3.4" in cast.chen.last
    heard = len(cast.chen.texts)
    await frank.presses("State there")
    await frank.says("reproduced,  fix in 3.4")
    assert "stood so already" in frank.last
    assert len(cast.chen.texts) == heard
    await cast.chen.presses("研发系统里的状态")
    await cast.chen.says("周五发版")
    assert "周五发版" in frank.last
    assert not cast.wang.sees("ABC-12")


async def test_its_status_comes_by_webhook(desk: TestDesk, cast: Cast) -> None:
    """HOT-14: with the secret only; told twice it is said once; a key is found in any case; who waits hears, R&D too."""
    frank = await _at_developers(desk, cast)
    await frank.presses("Key in R&D")
    await frank.says("abc-12")
    desk.desk.settings = desk.desk.settings.model_copy(update={"tracker_secret": SECRET})
    for status in ("In review", "In review", " In  review "):
        answer = await _reports(desk, {"key": "ABC-12", "status": status})
        assert (answer.status_code, answer.json()) == (200, {"tickets": ["K-1001"], "requirements": []})
    await desk.settle()
    assert "🔑 abc-12：In review" in cast.chen.last
    assert "🔑 abc-12: In review" in frank.last
    assert sum("🔬" in text and "In review" in text for text in cast.chen.texts) == 1
    await frank.presses("Answer")
    await frank.says("Fixed in 3.4")
    answer = await _reports(desk, {"key": "ABC-12", "status": "Closed"})
    assert answer.json() == {"tickets": [], "requirements": []}


REFUSED = (
    ("", b"{}", 403, "secret"),
    ("wrong", b'{"key": "ABC-12", "status": "x"}', 403, "secret"),
    (SECRET, b'{"key": "XYZ-1", "status": "x"}', 404, "XYZ-1"),
    (SECRET, b'{"key": "ABC-12"}', 400, "JSON"),
    (SECRET, b'{"key": ["ABC-12"], "status": "x"}', 400, "JSON"),
    (SECRET, b'{"key": "\\u0000", "status": "x"}', 400, "ABC-12"),
    (SECRET, b'{"key": "ABC-12", "status": "\\u200b"}', 400, "few words"),
    (SECRET, b"[" * 60000, 400, "JSON"),
    (SECRET, b'{"key": "ABC-12", "status": "x", "at": "soon"}', 400, "JSON"),
    (SECRET, b'{"key": "ABC-12", "status": "x", "at": "2126-01-01T00:00:00Z"}', 400, "future"),
    (SECRET, b"\xff", 400, "JSON"),
    (SECRET, b" " * 70000, 413, ""),
)


async def test_what_it_cannot_take_is_answered_kindly(desk: TestDesk, cast: Cast) -> None:
    """HOT-14: and nothing of it is kept."""
    frank = await _at_developers(desk, cast)
    await frank.presses("Key in R&D")
    await frank.says("ABC-12")
    desk.desk.settings = desk.desk.settings.model_copy(update={"tracker_secret": SECRET})
    before = await _journalled(desk)
    for secret, body, status, says in REFUSED:
        answer = await _reports(desk, body, secret)
        assert (answer.status_code, body) == (status, body)
        assert says in answer.json()["error"]
    assert await _journalled(desk) == before


async def test_without_a_secret_there_is_no_such_address(desk: TestDesk, cast: Cast) -> None:
    """HOT-14: an empty secret lets nobody in."""
    answer = await _reports(desk, {"key": "ABC-12", "status": "x"}, "")
    assert answer.status_code == 404


async def _at_developers(desk: TestDesk, cast: Cast) -> Actor:
    frank = await desk.person("Frank Moore", Role.DEVELOPER, language="en")
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("更多")
    await cast.chen.presses("转研发")
    await cast.chen.says("重装驱动无效")
    await cast.chen.presses("明天 09:00")
    return frank


async def reports_signed(desk: TestDesk, body: bytes, secret: str = SECRET) -> httpx.Response:
    """As GitHub, Gitea and Jira send it."""
    transport = httpx.ASGITransport(app=desk.desk.web(), client=("203.0.113.9", 50000))
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.example.org") as client:
        signature = "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()
        headers = {"x-hub-signature-256": signature, "accept-language": "en"}
        return await client.post("/tracker", headers=headers, content=body)


async def _reports(desk: TestDesk, body: object, secret: str = SECRET) -> httpx.Response:
    transport = httpx.ASGITransport(app=desk.desk.web(), client=("203.0.113.9", 50000))
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.example.org") as client:
        headers = {"authorization": f"Bearer {secret}", "accept-language": "en"}
        sent = {"content": body} if isinstance(body, bytes) else {"json": body}
        return await client.post("/tracker", headers=headers, **sent)


async def _journalled(desk: TestDesk) -> int:
    async with desk.store.reading() as session:
        return await session.scalar(select(func.count()).select_from(JournalEntry)) or 0
