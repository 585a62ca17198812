"""A step asks little, and what it knows is right: questions that find nothing, rows that change, numbers given early."""

from sqlalchemy import select, text

from desk.hotline import consultations, remote_support
from desk.hotline.messages import TicketMessage
from desk.people import Account, Person
from desk.sla import alerts, clocks
from desk.sla.clocks import ClockKind
from desk.ticket import Ticket, Urgency
from desk.tickets import lifecycle, live_chats
from desk.tickets.live_chats import LiveChat
from handlers.chat.talk_rows import TalkRow
from store import Store
from store.session import numbered
from tests.fakes import statements
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]


async def _filed(store: Store, desk: TestDesk, person: Person) -> Ticket:
    async with store.transaction() as session:
        ticket = Ticket(
            contact_id=person.id,
            customer_id=person.customer_id,
            description="打印不全",
            urgency=Urgency.GENERAL,
        )
        return await lifecycle.file(session, ticket, desk.clock.now())


async def _wang(desk: TestDesk, cast: Cast) -> Person:
    async with desk.store.reading() as session:
        return (await session.scalars(select(Person).where(Person.name == "王丽"))).one()


def _chat(ticket: Ticket, desk: TestDesk) -> LiveChat:
    now = desk.clock.now()
    return LiveChat(
        ticket_id=ticket.id,
        contact_id=ticket.contact_id,
        staff_id=ticket.contact_id,
        begun_at=now,
        staff_at=now,
    )


async def test_what_is_not_there_is_asked_once_for_all(desk: TestDesk, cast: Cast) -> None:
    ticket = await _filed(desk.store, desk, await _wang(desk, cast))
    async with desk.store.transaction() as session:
        with statements.counted(desk.store) as seen:
            assert await consultations.of_ticket(session, ticket.id) == []
            assert await remote_support.latest(session, ticket.id) is None
            assert await session.get(live_chats.LiveChat, ticket.id) is None
            assert await alerts.running(session, ticket.id) == []
        assert len(seen) == 1, seen.report()


async def test_what_the_step_writes_is_there_for_it(desk: TestDesk, cast: Cast) -> None:
    ticket = await _filed(desk.store, desk, await _wang(desk, cast))
    async with desk.store.transaction() as session:
        assert await live_chats.of_contact(session, ticket.contact_id) == []
        session.add(chat := _chat(ticket, desk))
        assert await session.get(LiveChat, ticket.id) is chat
        assert await live_chats.of_contact(session, ticket.contact_id) == [chat]
        await live_chats.end(session, ticket.id)
        assert await session.get(LiveChat, ticket.id) is None
        assert await live_chats.of_contact(session, ticket.contact_id) == []


async def test_what_another_process_writes_is_there_for_the_next_step(
    desk: TestDesk, cast: Cast, other: Store
) -> None:
    ticket = await _filed(desk.store, desk, await _wang(desk, cast))
    async with desk.store.transaction() as session:
        assert await session.get(LiveChat, ticket.id) is None
    async with other.transaction() as session:
        session.add(_chat(ticket, desk))
    async with desk.store.transaction() as session:
        assert await session.get(LiveChat, ticket.id) is not None
    async with other.transaction() as session:
        await session.execute(text("DELETE FROM live_chat"))
    async with desk.store.transaction() as session:
        assert await session.get(LiveChat, ticket.id) is None


async def test_a_new_record_has_only_what_is_written_with_it(desk: TestDesk, cast: Cast) -> None:
    """Nothing is asked about a ticket of this step; what the step adds to it is seen."""
    wang, now = await _wang(desk, cast), desk.clock.now()
    async with desk.store.transaction() as session:
        ticket = Ticket(
            contact_id=wang.id, customer_id=wang.customer_id, description="打印不全", urgency=Urgency.GENERAL
        )
        ticket.level, ticket.filed_at = 4, now
        session.add(ticket)
        await session.flush()
        with statements.counted(desk.store) as seen:
            assert await clocks.running(session, ticket.id) == []
            assert await consultations.of_ticket(session, ticket.id) == []
        assert len(seen) == 0, seen.report()
        clock = await clocks.start(session, ticket, ClockKind.CALL_BACK, now)
        assert await clocks.running(session, ticket.id) == [clock]


async def test_a_changed_row_is_still_the_answer_and_a_new_one_is_too(desk: TestDesk, cast: Cast) -> None:
    ticket, now = await _filed(desk.store, desk, await _wang(desk, cast)), desk.clock.now()
    async with desk.store.transaction() as session:
        here = await session.get_one(Ticket, ticket.id)
        first, call = await clocks.running(session, ticket.id)
        with statements.counted(desk.store) as seen:
            await clocks.meet(session, ticket.id, first.kind, now)
            assert await clocks.running(session, ticket.id) == [call]
        assert [one.verb for one in seen.statements if one.table == "clock"] == []
        third = await clocks.start(session, here, ClockKind.RESOLUTION, now)
        assert await clocks.running(session, ticket.id) == [call, third]
        await session.execute(text("UPDATE clock SET ended_at = started_at"))
        session.expire_all()
        assert await clocks.running(session, ticket.id) == []


async def test_what_is_taken_back_is_asked_again(desk: TestDesk, cast: Cast) -> None:
    ticket = await _filed(desk.store, desk, await _wang(desk, cast))
    async with desk.store.transaction() as session:
        try:
            async with session.begin_nested():
                session.add(_chat(ticket, desk))
                await session.flush()
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        assert await session.get(LiveChat, ticket.id) is None


async def test_words_have_their_number_before_they_are_written(
    desk: TestDesk, cast: Cast, other: Store
) -> None:
    """Each is written once, with the talk it belongs to; numbers follow one another, the person who else writes."""
    for words in ("打印不全", "打印不全,右边切掉了", "还是不行"):
        cast.wang.user.says(words)
        cast.emma.user.says(words)
    await desk._receive()
    with statements.counted(desk.store) as seen:
        await desk.desk.worker.work()
    assert not [one for one in seen.statements if (one.verb, one.table) == ("UPDATE", "ticket_message")], (
        seen.report()
    )
    async with other.transaction() as session:
        wang = await session.scalar(select(Account).order_by(Account.id).limit(1))
        assert wang is not None
        row = TicketMessage(
            person_id=wang.person_id, account_id=wang.id, message="x", at=desk.clock.now(), text="?"
        )
        await numbered(session, row)  # nothing was claimed in this step
        assert row.id
    await desk.settle()
    async with desk.store.reading() as session:
        said = list(await session.scalars(select(TicketMessage).order_by(TicketMessage.id)))
        talks = set(await session.scalars(select(TalkRow.id)))
    assert len({one.id for one in said}) == len(said) == 7
    assert {one.talk_id for one in said if one.talk_id} <= talks
