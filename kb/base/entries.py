"""Entries are written, changed and moved from state to state (KB-1); each change is a new version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from errors import NotFound, Refused
from i18n import _
from kb.base import versions
from kb.base.entry import CONTENT, MOVES, STATE_NAMES, Entry
from kb.text.normalise import language_of
from store.locks import REVISION, lock_alone


async def next_revision(session: AsyncSession) -> int:
    """One more than any before. Writers queue up here, so that revisions become visible in their order."""
    await lock_alone(session, REVISION)
    return (await session.scalar(select(func.max(Entry.revision))) or 0) + 1


async def create(
    session: AsyncSession, now: datetime, by: int | None, *, code: str, question: str, **content: Any
) -> Entry:
    """A new entry, a draft unless `state` says otherwise."""
    content = {"code": code, "question": question, **content}
    entry = Entry(**_whole(content, now, by, await next_revision(session)))
    session.add(entry)
    await session.flush()
    return entry


async def create_all(
    session: AsyncSession, now: datetime, by: int | None, contents: Sequence[Mapping[str, Any]]
) -> int:
    """New entries at once, and how many; each content has at least `code` and `question`."""
    first = await next_revision(session)
    rows = [_whole(content, now, by, first + number) for number, content in enumerate(contents)]
    if rows:
        await session.execute(insert(Entry), rows)
    return len(rows)


def _whole(content: Mapping[str, Any], now: datetime, by: int | None, revision: int) -> dict[str, Any]:
    approved = content.get("state") == "approved"
    return {
        **content,
        "language": language_of(content["question"]),
        "written_by": by,
        "approved_by": by if approved else None,
        "changed_by": by,
        "created_at": now,
        "updated_at": now,
        "due_at": content.get("review_at") if approved else None,
        "revision": revision,
    }


async def change(
    session: AsyncSession, entry: Entry, now: datetime, by: int | None, content: Mapping[str, Any]
) -> bool:
    """Takes over what differs, as a new version; False if nothing does."""
    return bool(await change_all(session, [(entry, content)], now, by))


async def change_all(
    session: AsyncSession, changes: Sequence[tuple[Entry, Mapping[str, Any]]], now: datetime, by: int | None
) -> int:
    """Takes over what differs; how many entries have a new version. Raises Refused, and changes nothing then."""
    different = [(entry, news) for entry, content in changes if (news := _news(entry, content))]
    if not different:
        return 0
    session.add_all(versions.of(entry) for entry, _changed in different)
    first = await next_revision(session)
    for number, (entry, news) in enumerate(different):
        _apply(entry, news, now, by, first + number)
    await session.flush()
    return len(different)


def _news(entry: Entry, content: Mapping[str, Any]) -> dict[str, Any]:
    different = {name: value for name, value in content.items() if getattr(entry, name) != value}
    unknown = different.keys() - set(CONTENT)
    if unknown:
        raise ValueError(f"not content of an entry: {sorted(unknown)}")
    if "state" in different:
        check_move(entry, different["state"])
    return different


def _apply(entry: Entry, news: Mapping[str, Any], now: datetime, by: int | None, revision: int) -> None:
    for name, value in news.items():
        setattr(entry, name, value)
    entry.language = language_of(entry.question)
    if news.get("state") == "approved":
        entry.approved_by = by
    entry.changed_by, entry.updated_at, entry.revision = by, now, revision
    entry.due_at = entry.review_at if entry.state == "approved" else None


async def move(session: AsyncSession, entry: Entry, state: str, now: datetime, by: int | None) -> None:
    """Approves, retires or takes back an entry; only the moves drawn above (KB-1)."""
    await change(session, entry, now, by, {"state": state})


def check_move(entry: Entry, state: str) -> None:
    if state not in MOVES[entry.state or "draft"] and state != entry.state:
        raise Refused(
            _("Entry {code} cannot go from “{old}” to “{new}”.").format(
                code=entry.code, old=_(STATE_NAMES[entry.state]), new=_(STATE_NAMES[state])
            )
        )


_WITH_CODE = select(Entry).where(Entry.code == bindparam("code"))


async def find(session: AsyncSession, code: str) -> Entry | None:
    found: Entry | None = await session.scalar(_WITH_CODE, {"code": code})
    return found


async def module_of(session: AsyncSession, codes: Sequence[str]) -> str:
    """The module of the last of these entries; "" if there is none."""
    entry = await find(session, codes[-1]) if codes else None
    return entry.module if entry else ""


async def get(session: AsyncSession, code: str) -> Entry:
    """The entry in any state, for editors. Customers see entries only through the search."""
    entry = await find(session, code)
    if entry is None:
        raise NotFound(_("There is no entry {code}.").format(code=code))
    return entry
