"""What is kept in memory is what the database holds: after another process wrote, after a rollback, within the own step."""

from sqlalchemy import text

from desk import policies
from desk.people import Person, Role, with_role
from desk.policies import PolicyRow
from store import Store
from tests.fakes import statements
from tests.fakes.desk import TestDesk


async def _days(store: Store) -> str:
    async with store.transaction() as session:
        return (await policies.chosen(session)).get("privacy.raw", "30d")


async def _set(store: Store, days: str, desk: TestDesk) -> None:
    async with store.transaction() as session:
        await session.merge(PolicyRow(key="privacy.raw", value=days, changed_at=desk.clock.now()))


async def test_what_another_process_writes_is_seen_at_once(desk: TestDesk, other: Store) -> None:
    await _set(other, "10d", desk)
    assert await _days(desk.store) == "10d"
    await _set(other, "20d", desk)
    with statements.counted(desk.store) as seen:
        assert await _days(desk.store) == "20d"
        assert await _days(desk.store) == "20d"
    assert [one.table for one in seen.statements] == ["revision", "policy", "revision"]
    async with other.transaction() as session:
        await session.execute(text("DELETE FROM policy"))
    assert await _days(desk.store) == "30d"


async def test_what_is_taken_back_was_never_there(desk: TestDesk) -> None:
    async with desk.store.transaction() as session:
        await session.merge(PolicyRow(key="privacy.raw", value="1d", changed_at=desk.clock.now()))
        assert (await policies.chosen(session))["privacy.raw"] == "1d"  # its own change, at once
        await session.rollback()
    assert await _days(desk.store) == "30d"


async def test_people_who_work_here_change_as_well(desk: TestDesk, other: Store) -> None:
    """Their roles, and whatever else is on their row; a contact's does not matter."""
    chen = await desk.person("陈晓", Role.SPECIALIST)
    async with desk.store.transaction() as session:
        assert [person.name for person in await with_role(session, Role.SPECIALIST)] == ["陈晓"]
    async with other.transaction() as session:
        there = await session.get_one(Person, chen.person_id)
        there.name = "陈小"
        there.give(Role.ADMIN)
    async with desk.store.transaction() as session:
        [person] = await with_role(session, Role.ADMIN)
        assert (person.name, person.roles) == ("陈小", {Role.SPECIALIST, Role.ADMIN})
        person.name = "陈晓"
    async with other.transaction() as session:
        assert (await session.get_one(Person, chen.person_id)).name == "陈晓"


async def test_a_question_is_asked_anew_after_an_own_change(desk: TestDesk) -> None:
    async with desk.store.transaction() as session:
        assert await with_role(session, Role.TRAINER) == []
        new = Person(name="周宇", created_at=desk.clock.now(), role_rows=[])
        new.give(Role.TRAINER)
        session.add(new)
        assert [person.name for person in await with_role(session, Role.TRAINER)] == ["周宇"]
        await session.delete(new)
        assert await with_role(session, Role.TRAINER) == []
