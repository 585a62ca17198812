"""The demo: everybody in one browser, for the person who sits at this machine and for nobody else."""

from datetime import datetime

import httpx
import pytest
from sqlalchemy import select

from bot.app import App
from desk import invites
from desk.customers import Customer
from desk.events import Event
from desk.journal import JournalEntry
from desk.people import Person, Role
from tests.web.conftest import browser


async def test_who_is_there(demo_web: httpx.AsyncClient) -> None:
    people = (await demo_web.get("/people", headers={"cookie": "kefu_language=en"})).json()
    by_name = {person["name"]: person for person in people}
    assert by_name["王丽"]["customer"] == "苏州明月纺织有限公司"
    assert by_name["赵敏"]["role"] == "service manager"
    assert by_name["赵敏"]["roles"] == ["service_manager"]
    assert [person["role"] for person in people if person["duty"]] == ["customer specialist"]
    assert "mine" in dict(by_name["赵敏"]["commands"])
    assert "mine" not in dict(by_name["王丽"]["commands"])


@pytest.mark.parametrize(("code", "word"), [("zh", "人员"), ("en", "People")])
async def test_the_page_speaks_the_language_chosen(demo_web: httpx.AsyncClient, code: str, word: str) -> None:
    hello = (await demo_web.get("/hello", headers={"cookie": f"kefu_language={code}"})).json()
    assert (hello["language"], hello["words"]["people"]) == (code, word)
    preferred = (await demo_web.get("/hello", headers={"accept-language": f"{code}-XX,fr;q=0.5"})).json()
    assert preferred["language"] == code


async def test_the_clock_goes_forward_by_a_calendar_month(demo: App, demo_web: httpx.AsyncClient) -> None:
    before = demo.clock.now()
    for step in ("hour", "day", "month"):
        assert (await demo_web.post("/clock", json={"forward": step})).status_code == 200
    after = datetime.fromisoformat((await demo_web.post("/clock", json={"forward": "hour"})).json()["now"])
    assert 29 <= (after - before).days <= 32
    nonsense: list[object] = [{"forward": "year"}, {"forward": []}, [], {}]
    for wrong in nonsense:
        assert (await demo_web.post("/clock", json=wrong)).status_code == 400
    assert (await demo_web.post("/clock", content=b"{")).status_code == 400


@pytest.mark.parametrize("of_customer", [False, True])
async def test_an_invite_link_opens_the_demo_as_whom_it_invites(
    demo: App, demo_web: httpx.AsyncClient, of_customer: bool
) -> None:
    """CUS-4: a contact on file, or one to whom the company passes it on; they are greeted, and among the people there."""
    now = demo.clock.now()
    async with demo.store.transaction() as session:
        customer = (await session.scalars(select(Customer).order_by(Customer.id))).all()[0]
        person = Person(name="钱进", language="zh", created_at=now, customer_id=customer.id)
        person.give(Role.CONTACT)
        session.add(person)
        await session.flush()
        for_whom = {"customer_id": customer.id} if of_customer else {"person": person}
        code = await invites.make(session, now, **for_whom)
    page = (await demo_web.get("/", params={"start": code})).text
    assert ('name="name"' in page) is of_customer
    form = {"code": code, "name": "孙悦" if of_customer else ""}
    opened = await demo_web.post("/enter", data=form, headers={"origin": "http://localhost:8080"})
    where, number = opened.headers["location"].split("=")
    assert (opened.status_code, where) == (303, "/?as")
    who = {p["chat"]: p for p in (await demo_web.get("/people")).json()}[int(number)]
    assert (who["name"], who["customer"]) == ("孙悦" if of_customer else "钱进", customer.name)
    assert await demo.worker.work() == 1
    again = await demo_web.post("/enter", data=form, headers={"origin": "http://localhost:8080"})
    assert again.status_code == 410


ADDRESSES = ["/", "/hello", "/people", "/files/1", "/page/app.js", "/nothing"]


@pytest.mark.parametrize("name", ["王丽", "赵敏"])
async def test_an_invite_of_somebody_already_there_opens_the_chat_they_have(
    demo: App, demo_web: httpx.AsyncClient, name: str
) -> None:
    """CUS-4: no second chat of one person in one browser; nobody is told that they have joined anew."""
    async with demo.store.transaction() as session:
        person = (await session.scalars(select(Person).where(Person.name == name))).one()
        code = await invites.make(session, demo.clock.now(), person=person)
    there = {p["chat"] for p in (await demo_web.get("/people")).json()}
    answer = await demo_web.post("/enter", data={"code": code}, headers={"origin": "http://localhost:8080"})
    after = [p for p in (await demo_web.get("/people")).json() if p["name"] == name]
    assert [f"/?as={p['chat']}" for p in after] == [answer.headers["location"]]
    assert after[0]["chat"] in there
    async with demo.store.reading() as session:
        joined = select(JournalEntry).where(JournalEntry.event == Event.PERSON_JOINED)
        assert not list(await session.scalars(joined.where(JournalEntry.record == person.ref)))


@pytest.mark.parametrize("path", ADDRESSES)
async def test_nobody_on_the_network_gets_in(demo: App, path: str) -> None:
    async with browser(demo, "http://localhost:8080", client="192.168.1.20") as stranger:
        assert (await stranger.get(path)).status_code == 403
    async with browser(demo, "http://192.168.1.2:8080", client="127.0.0.1") as rebound:
        assert (await rebound.get(path)).status_code == 403
    async with browser(demo, "http://evil.example:8080", client="127.0.0.1") as rebound:
        assert (await rebound.get(path)).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "127.0.0.1"])
async def test_under_its_own_names_it_answers(demo: App, host: str) -> None:
    async with browser(demo, f"http://{host}", client="::1") as here:
        assert (await here.get("/people")).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:9999", "null", "https://"])
async def test_another_site_may_cause_nothing(demo_web: httpx.AsyncClient, origin: str) -> None:
    answer = await demo_web.post("/clock", json={"forward": "day"}, headers={"origin": origin})
    assert answer.status_code == 403


async def test_its_own_page_may(demo_web: httpx.AsyncClient) -> None:
    own = {"origin": "http://localhost:8080"}
    assert (await demo_web.post("/clock", json={"forward": "hour"}, headers=own)).status_code == 200


async def test_health_is_for_whoever_watches_over_the_machine(demo: App) -> None:
    async with browser(demo, "http://10.0.0.5", client="10.0.0.9") as prober:
        assert (await prober.get("/health")).json() == {"ok": True, "troubles": []}


async def test_without_a_demo_there_are_no_demo_people_and_no_clock(web: httpx.AsyncClient) -> None:
    assert (await web.get("/people")).status_code == 403
    assert (await web.post("/clock", json={"forward": "day"})).status_code == 404
    assert (await web.get("/hello")).status_code == 403


async def test_errors_are_kind_words(demo_web: httpx.AsyncClient) -> None:
    missing = await demo_web.get("/nothing", headers={"accept-language": "en"})
    assert (missing.status_code, missing.json()) == (404, {"error": "There is nothing at this address."})
    page = await demo_web.get("/nothing", headers={"accept": "text/html", "accept-language": "en"})
    assert "There is nothing at this address." in page.text
    assert (await demo_web.get("/clock")).status_code == 405


async def test_nothing_inline_runs_and_nobody_frames_it(demo_web: httpx.AsyncClient) -> None:
    for path in ("/", "/page/app.js", "/nothing"):
        headers = (await demo_web.get(path)).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


async def test_a_mistake_of_ours_shows_no_traceback(demo: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("bot.web.pages.chat_page", broken)
    async with browser(demo, "http://localhost:8080") as here:
        answer = await here.get("/", headers={"accept": "text/html"})
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
