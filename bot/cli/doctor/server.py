"""The doctor looks at a PostgreSQL server: what it is, who works on it, and whether it keeps what it confirms."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.doctor.findings import Finding, attention, note, well
from i18n import _
from store import Store
from store.locks import CLASS, Lock

CAREFUL = ("fsync", "full_page_writes", "synchronous_commit")  # off: a power cut may cost what was confirmed


async def examine(store: Store) -> list[Finding]:
    async with store.reading() as session:
        return [await _database(session), await _care(session), await _processes(session)]


async def _database(session: AsyncSession) -> Finding:
    version = await session.scalar(text("SHOW server_version"))
    size = await session.scalar(text("SELECT pg_database_size(current_database())")) or 0
    return well("database", f"PostgreSQL {version}, {size / 2**20:.1f} MB")


async def _care(session: AsyncSession) -> Finding:
    careless = [name for name in CAREFUL if await session.scalar(text(f"SHOW {name}")) == "off"]
    if careless:
        what = _("the server may forget what it has confirmed: {settings} = off").format(
            settings=", ".join(careless)
        )
        return attention("durability", what, _("Switch them on in postgresql.conf."))
    if await session.scalar(text("SHOW data_checksums")) == "off":
        return note("durability", _("the server does not check its pages (data_checksums = off)"))
    return well("durability", _("what is confirmed is on the disk, and checked when it is read"))


async def _processes(session: AsyncSession) -> Finding:
    count = await session.scalar(
        text(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :desk AND objid = :open"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ),
        {"desk": CLASS, "open": Lock.OPEN.value},
    )
    return note("processes", _("running on this database: {n}").format(n=count))
