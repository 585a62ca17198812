"""A PostgreSQL database that is used again is as new, whatever was done to it; and its connections stay."""

from sqlalchemy import text

from store import Store
from tests.fakes import postgres, reused
from tests.fakes.desk import NOBODY

CHANGES = (
    "UPDATE product SET name = 'another' WHERE code = 'NE'",
    "DELETE FROM entry",
    "INSERT INTO product (code, name, name_en) VALUES ('U9', 'U9', 'U9')",
    "SELECT nextval('ticket_id_seq')",
)


async def test_it_gets_back_the_rows_and_the_numbers_it_began_with() -> None:
    template = postgres.template(NOBODY.name, NOBODY.fill)
    with reused.database(template) as first:
        before, connection = await _dump(first)
        store = Store(first)
        async with store.transaction() as session:
            for change in CHANGES:
                await session.execute(text(change))
        await store.close()
        changed, _ = await _dump(first)
        assert (
            sum(now != then for now, then in zip(changed, before, strict=True)) == 5
        )  # revision and changed_row are two
    with reused.database(template) as second:
        assert second == first
        assert await _dump(second) == (before, connection)


async def test_one_that_cannot_be_brought_back_is_given_up() -> None:
    template = postgres.template(NOBODY.name, NOBODY.fill)
    with reused.database(template) as first:
        store = Store(first)
        async with store.transaction() as session:
            await session.execute(text("DROP TABLE quote CASCADE"))
        await store.close()
    with reused.database(template) as second:
        assert second != first


async def _dump(url: str) -> tuple[list[list[object]], int]:
    """All rows of all tables and where the sequences stand; and the number of the connection."""
    store = Store(url)
    async with store.reading() as session:
        tables = (await session.execute(text(reused.TABLES))).scalars().all()
        asked = [f'SELECT CAST(t AS text) FROM "{table}" t ORDER BY 1' for table in (*tables, "pg_sequences")]
        rows = [list((await session.execute(text(each))).scalars()) for each in asked]
        number = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    await store.close()
    return rows, number
