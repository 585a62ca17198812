"""Vectors of the texts of entries, kept so that a restart need not make them again; made by `kb/search/preparing.py`.

A row is known by the hash of a text and the version of the model. It can be computed again at any time, so nothing is lost
with it, and it goes when no entry has the text any more.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from store import Base
from store.engine import insert

_AT_ONCE = 500  # rows named in one statement (IN list)


class SentenceVector(Base):
    """The vector of one text."""

    __tablename__ = "sentence_vector"

    model: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


async def kept(session: AsyncSession, model: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
    """The vectors of these texts, of those that are kept."""
    found, wanted = dict[bytes, bytes](), [*keys]
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        query = select(SentenceVector.key, SentenceVector.vector)
        rows = await session.execute(query.where(SentenceVector.model == model, SentenceVector.key.in_(some)))
        found.update((key, vector) for key, vector in rows)
    return found


async def keep(session: AsyncSession, model: str, found: Mapping[bytes, bytes]) -> None:
    """Another process may have kept some of them already."""
    rows = [{"model": model, "key": key, "vector": vector} for key, vector in found.items()]
    if rows:
        await session.execute(insert(session, SentenceVector).on_conflict_do_nothing(), rows)


async def forget(session: AsyncSession, model: str, but: Collection[bytes]) -> None:
    """The vectors of other models, and of texts that no entry has any more."""
    await session.execute(delete(SentenceVector).where(SentenceVector.model != model))
    keys = (await session.scalars(select(SentenceVector.key))).all()
    gone = [key for key in keys if key not in but]
    for start in range(0, len(gone), _AT_ONCE):
        some = gone[start : start + _AT_ONCE]
        await session.execute(delete(SentenceVector).where(SentenceVector.key.in_(some)))
