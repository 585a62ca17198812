"""Becoming somebody takes everything along, in whichever order an invite, a shared number and a merge come (CUS-4)."""

from collections.abc import Awaitable, Callable
from itertools import permutations

import pytest
from sqlalchemy import select

from desk import invites, leaving
from desk.complaints.complaint import Complaint
from desk.dispatch.appointments import Appointment
from desk.dispatch.orders import Dispatch
from desk.files import File
from desk.hotline.messages import TicketMessage
from desk.people import Account, Person, Role
from desk.surveys.feedback import Feedback
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Ticket, TicketState
from handlers.chat.talk_rows import TalkRow
from kb.base.outcomes import Outcome
from tests.access.world import _row
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.customers.test_identity import invite

__all__ = ["cast"]

NUMBER = "+8613700001111"


async def _he_fang(desk: TestDesk, cast: Cast) -> int:
    """A contact on file who has never written."""
    async with desk.store.transaction() as session:
        person = Person(
            name="何芳",
            language="zh",
            created_at=desk.clock.now(),
            phone=NUMBER,
            customer_id=cast.customer.id,
        )
        person.give(Role.CONTACT)
        session.add(person)
        await session.flush()
        return person.id


async def _has_much(desk: TestDesk, cast: Cast) -> Actor:
    """Somebody new with a ticket, a picture, a visit to agree on, a complaint, a survey, praise, and a question that is open."""
    fang, now = desk.stranger("小何"), desk.clock.now()
    await fang.says("/new")
    async with desk.store.transaction() as session:
        account = (await session.scalars(select(Account).where(Account.address == str(fang.user.id)))).one()
        me = account.person_id
        session.add_all(
            _row(
                Ticket,
                now,
                id=n,
                contact_id=me,
                description="红灯",
                state=TicketState.IN_PROGRESS,
                complaint=n == 2,
                taken_at=now,
            )
            for n in (1, 2)
        )
        await session.flush()
        session.add(_row(Complaint, now, id=2, contact_id=me, description="没有回电"))
        session.add(
            _row(
                Dispatch,
                now,
                id=1,
                ticket_id=1,
                requested_by=cast.chen.person_id,
                engineer_id=cast.li.person_id,
            )
        )
        await session.flush()
        session.add_all(
            [
                _row(Appointment, now, ticket_id=1, dispatch_id=1, engineer_id=cast.li.person_id),
                _row(VisitBack, now, contact_id=me, ticket_id=1),
                _row(Feedback, now, person_id=me, words="很耐心"),
                _row(Outcome, now, person_id=me, result="solved"),
                TicketMessage(person_id=me, account_id=account.id, message="p", at=now, text="", ticket_id=1,
                          files=[File.holding(b"x", "红灯.jpg", "image/jpeg", "photo")]),
            ]
        )  # fmt: skip
    return fang


async def _by_number(desk: TestDesk, cast: Cast, fang: Actor, number: int) -> None:
    await fang.does("sends_contact", NUMBER, True)


async def _by_invite(desk: TestDesk, cast: Cast, fang: Actor, number: int) -> None:
    await fang.says(f"/start {await invite(desk, number)}")


async def _by_merge(desk: TestDesk, cast: Cast, fang: Actor, number: int) -> None:
    """They came in by their company's invite, as somebody new; 赵敏 sees that they are on file twice."""
    await fang.says(f"/start {await invite(desk, customer=cast.customer)}")
    await cast.zhao.does("presses_data", f"c:person_card:{number}:0:", cast.zhao.user.visible[-1])
    await cast.zhao.presses("👥")
    if "小何" in "".join(cast.zhao.buttons):
        await cast.zhao.presses("小何")
        await cast.zhao.presses("是")
    else:  # it is one record already
        await cast.zhao.says("/cancel")


WAYS: dict[str, Callable[[TestDesk, Cast, Actor, int], Awaitable[None]]] = {
    "number": _by_number,
    "invite": _by_invite,
    "merge": _by_merge,
}


@pytest.mark.parametrize("order", list(permutations(WAYS)), ids="-".join)
async def test_all_of_theirs_goes_along(desk: TestDesk, cast: Cast, order: tuple[str, ...]) -> None:
    number, fang = await _he_fang(desk, cast), await _has_much(desk, cast)
    for way in order:
        await WAYS[way](desk, cast, fang, number)
    async with desk.store.reading() as session:
        whose = (
            Ticket.contact_id,
            Complaint.contact_id,
            VisitBack.contact_id,
            Feedback.person_id,
            Outcome.person_id,
        )
        for column in whose:
            assert set(await session.scalars(select(column))) == {number}, column
            customers = await session.scalars(select(column.class_.customer_id))
            assert set(customers) == {cast.customer.id}, column
        for kept in (Complaint.region, Feedback.region, Outcome.region):
            assert set(await session.scalars(select(kept))) == {cast.customer.region}, kept
        account = select(Account.id).where(Account.address == str(fang.user.id))
        assert await session.scalar(select(Account.person_id).where(Account.id.in_(account))) == number
        said = select(TicketMessage.person_id).where(TicketMessage.account_id.in_(account))
        assert set(await session.scalars(said)) == {number}
        assert await session.scalar(select(File.id).join(TicketMessage).where(TicketMessage.ticket_id == 1))
        assert await session.scalar(select(Appointment.id)) is not None
        open_talks = select(TalkRow.person_id).where(
            TalkRow.ended.is_(False), TalkRow.flow == "report_problem"
        )
        assert set(await session.scalars(open_talks)) <= {number}
    await fang.says("/tickets")
    assert len([button for button in fang.buttons if "-100" in button]) == 2


async def _customer_link(desk: TestDesk, customer: int) -> str:
    async with desk.store.transaction() as session:
        return await invites.make(session, desk.clock.now(), customer_id=customer)


async def test_who_has_left_comes_back_by_a_customers_link(desk: TestDesk, cast: Cast) -> None:
    """Former staff and former contacts are somebody new, with what a contact may and no more; who works here burns no link."""
    other = await desk.customer("远山物流")
    async with desk.store.transaction() as session:
        for actor in (cast.chen, cast.emma):
            await leaving.leave(
                session, await session.get_one(Person, actor.person_id), None, desk.clock.now()
            )
    for actor in (cast.chen, cast.emma):
        code = await _customer_link(desk, other.id)
        await cast.zhao.says(f"/start {code}")
        assert "请转发给对方" in cast.zhao.last
        await actor.says(f"/start {code}")
        assert "远山物流" in actor.last
        await actor.says("/tickets")
        assert "没有工单" in actor.last or "no tickets" in actor.last
        await actor.says("/find 明月")
        assert not actor.sees("MY-1")
    async with desk.store.reading() as session:
        for actor in (cast.chen, cast.emma):
            assert not (await session.get_one(Person, actor.person_id)).active
