"""Customers without Telegram come in with an invite link, and stay signed in."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from bot.app import App
from bot.delivery.rows import Outgoing
from bot.incoming.inbox import Incoming
from desk import invites, leaving, policies, sessions
from desk.customers import Customer
from desk.people import Account, Person, Role
from desk.sales import first_visit_checks
from desk.sales.first_visits import Fact
from desk.sessions import WebSession

OWN = {"origin": "https://desk.example.org"}


async def invite(desk: App, name: str = "王丽", **more: object) -> str:
    async with desk.store.transaction() as session:
        person = Person(name=name, language="zh", created_at=desk.clock.now())
        person.give(Role.CONTACT)
        session.add(person)
        await session.flush()
        return await invites.make(session, desk.clock.now(), person=person)


async def enter(web: httpx.AsyncClient, code: str) -> httpx.Response:
    return await web.post("/enter", data={"code": code, "name": ""}, headers=OWN)


async def test_without_an_invite_there_is_a_friendly_door(web: httpx.AsyncClient) -> None:
    answer = await web.get("/", headers={"accept-language": "en"})
    assert answer.status_code == 401
    assert "invite link" in answer.text
    assert "app.js" not in answer.text


async def test_opening_the_link_uses_nothing_up_but_pressing_continue_does(
    real: App, web: httpx.AsyncClient
) -> None:
    code = await invite(real)
    for _preview in range(2):
        page = await web.get("/", params={"start": code})
        assert f'value="{code}"' in page.text
        assert 'name="name"' not in page.text  # it is known
    answer = await enter(web, code)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Secure"))
    hello = (await web.get("/hello")).json()
    assert [person["name"] for person in hello["people"]] == ["王丽"]
    assert not hello["demo"]
    assert "app.js" in (await web.get("/")).text


async def test_the_desk_greets_whoever_came_in(real: App, web: httpx.AsyncClient) -> None:
    await enter(web, await invite(real))
    assert await real.worker.work() == 1
    await real.sender.drain()
    async with real.store.reading() as session:
        account = await session.scalar(select(Account).where(Account.channel == "web"))
        assert account
        [row] = await session.scalars(select(Incoming))
    assert row.chat == account.chat


async def test_what_waits_for_somebody_is_told_as_they_come_in(real: App, web: httpx.AsyncClient) -> None:
    """CUS-3, CUS-7: a sold customer's contact gets the list to confirm, as on Telegram."""
    code, now = await invite(real), real.clock.now()
    async with real.store.transaction() as session:
        contact = (await session.scalars(select(Person))).one()
        seller = Person(name="张敏", language="zh", created_at=now)
        seller.give(Role.SALES)
        customer = Customer(name="常州远航机械有限公司", service_code="NE-00011", created_at=now)
        session.add_all([seller, customer])
        await session.flush()
        contact.customer_id = customer.id
        await first_visit_checks.submit(session, customer, contact, [Fact.COMPANY], "", seller, now)
    await enter(web, code)
    async with real.store.reading() as session:
        account = (await session.scalars(select(Account))).one()
        told = (await session.scalars(select(Outgoing).where(Outgoing.account_id == account.id))).one()
    assert "常州远航机械有限公司" in told.payload["title"]


async def test_only_a_hash_of_the_token_is_kept(real: App, web: httpx.AsyncClient) -> None:
    await enter(web, await invite(real))
    async with real.store.reading() as session:
        row = (await session.scalars(select(WebSession))).one()
    token = web.cookies[sessions.COOKIE]
    assert len(token) >= 43
    assert token not in row.token_hash


async def test_a_used_or_unknown_code_is_explained(real: App, web: httpx.AsyncClient) -> None:
    code = await invite(real)
    await enter(web, code)
    web.cookies.clear()
    for wrong in (code, "nonsense", "", "' OR 1=1 --"):
        answer = await web.post("/enter", data={"code": wrong}, headers={**OWN, "accept-language": "en"})
        assert answer.status_code == 410
        assert "used or is too old" in answer.text
    async with real.store.reading() as session:
        assert len(list(await session.scalars(select(Account)))) == 1


async def test_a_hostile_code_stays_text(web: httpx.AsyncClient) -> None:
    page = await web.get("/", params={"start": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text
    assert re.search(r'value="&quot;&gt;&lt;script', page.text)


async def test_each_invite_has_an_account_of_its_own(real: App, web: httpx.AsyncClient) -> None:
    await enter(web, await invite(real))
    first = (await web.get("/hello")).json()["people"][0]["chat"]
    await enter(web, await invite(real, "顾建明"))
    [second] = (await web.get("/hello")).json()["people"]
    assert (second["name"], second["chat"] == first) == ("顾建明", False)


async def test_signing_out(real: App, web: httpx.AsyncClient) -> None:
    await enter(web, await invite(real))
    token = web.cookies[sessions.COOKIE]
    assert (await web.post("/leave", headers=OWN)).status_code == 303
    web.cookies.set(sessions.COOKIE, token)
    assert (await web.get("/hello")).status_code == 403


async def test_who_has_left_or_stayed_away_is_out(real: App, web: httpx.AsyncClient) -> None:
    await enter(web, await invite(real))
    async with real.store.transaction() as session:
        row = (await session.scalars(select(WebSession))).one()
        row.seen_at -= sessions.VALID + timedelta(days=1)
    assert (await web.get("/hello")).status_code == 403
    async with real.store.transaction() as session:
        (await session.scalars(select(WebSession))).one().seen_at = real.clock.now()
    assert (await web.get("/hello")).status_code == 200
    async with real.store.transaction() as session:
        (await session.scalars(select(Person).where(Person.name == "王丽"))).one().active = False
    assert (await web.get("/hello")).status_code == 403


@pytest.mark.parametrize("path", ["/enter", "/leave"])
async def test_another_site_cannot_sign_anybody_in_or_out(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.post(path, data={"code": "x"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_leaving_ends_the_sessions_and_ended_accounts_are_out(
    real: App, web: httpx.AsyncClient
) -> None:
    await enter(web, await invite(real))
    async with real.store.transaction() as session:
        account = (await session.scalars(select(Account).where(Account.channel == "web"))).one()
        await leaving.end_account(session, account, None, real.clock.now())
    assert (await web.get("/hello")).status_code == 403
    await enter(web, await invite(real, "顾建明"))
    async with real.store.transaction() as session:
        person = (await session.scalars(select(Person).where(Person.name == "顾建明"))).one()
        await leaving.leave(session, person, None, real.clock.now())
        assert not list(await session.scalars(select(WebSession)))
        code = await invites.make(session, real.clock.now(), person=person)
    assert (await enter(web, code)).status_code == 410


async def test_numbers_of_any_length_are_no_error(real: App, web: httpx.AsyncClient) -> None:
    await enter(web, await invite(real))
    for number in ("9" * 19, "9" * 5000, "٣", "-1", "x"):
        assert (await web.get(f"/files/{number}")).status_code in (403, 404), number
        sent = await web.post("/files", params={"chat": number}, files={"file": b"x"}, headers=OWN)
        assert sent.status_code == 403, number


async def test_without_an_invite_one_is_a_stranger(real: App, web: httpx.AsyncClient) -> None:
    """CUS-4: they may prove in the chat who they are; so many an hour, and a company may close this door."""
    await _policy(real, "1")
    assert "/guest" in (await web.get("/")).text
    answer = await web.post("/guest", data={"name": "新电脑"}, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    hello = (await web.get("/hello")).json()
    assert [(each["name"], each["customer"], each["roles"]) for each in hello["people"]] == [
        ("新电脑", "", [])
    ]
    web.cookies.clear()
    assert (await web.post("/guest", data={"name": "又一台"}, headers=OWN)).status_code == 429
    await _policy(real, "0")
    assert "/guest" not in (await web.get("/")).text


async def _policy(real: App, guests: str) -> None:
    async with real.store.transaction() as session:
        await policies.change(session, "desk.web_guests", guests, real.clock.now())


async def test_a_huge_form_is_read_no_further(web: httpx.AsyncClient) -> None:
    """Nobody has said who they are yet: at either door."""
    for door in ("/guest", "/enter"):
        answer = await web.post(door, content=b"name=" + b"x" * 200_000, headers={
            **OWN, "content-type": "application/x-www-form-urlencoded",
        })  # fmt: skip
        assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/enter", "/guest", "/leave"])
async def test_a_browser_that_tells_it_comes_from_elsewhere_is_refused(
    web: httpx.AsyncClient, path: str
) -> None:
    """Also when it sends no origin; a link from elsewhere is only read, and opens the page."""
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert (await web.post(path, data={"name": "x"}, headers=elsewhere)).status_code == 403
    assert (await web.get("/", headers=elsewhere)).status_code == 401
