"""What editors do with whole entries: roll back, merge, split (KB-1, KB-5). Each is a new version, and can be undone."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from errors import BadInput, Refused
from i18n import _
from kb.base import entries, versions
from kb.base.entry import Entry
from kb.base.product_catalogue import ErrorCode
from kb.learning.proposals import Proposal
from kb.text.normalise import bare


async def new_code(session: AsyncSession, product: str) -> str:
    """A code nobody has: the product's, and the next number of all."""
    last = await session.scalar(select(func.max(Entry.id))) or 0
    code = f"{product or 'KB'}-E{last + 1}"
    return (
        code
        if await entries.find(session, code) is None
        else f"{code}-{await entries.next_revision(session)}"
    )


async def roll_back(session: AsyncSession, entry: Entry, version: int, now: datetime, by: int | None) -> None:
    """What customers read is as it was in that version; the state stays. Raises NotFound, or Refused if it is the same."""
    if not await entries.change(session, entry, now, by, await versions.written(session, entry, version)):
        raise Refused(_("Version {version} says the same.").format(version=version))


async def merge(session: AsyncSession, gone: Entry, into: Entry, now: datetime, by: int | None) -> None:
    """`into` takes over the wordings, symptoms and files of `gone`, which is retired; the solution stays that of `into`."""
    if gone.id == into.id:
        raise BadInput(_("An entry cannot be merged into itself."))
    variants = _distinct((*into.variants, gone.question, *gone.variants), besides=into.question)
    content = {
        "variants": variants,
        "learnt": _distinct((*into.learnt, *gone.learnt), besides=into.question),
        "symptoms": "\n".join(dict.fromkeys(filter(None, (into.symptoms, gone.symptoms)))),
        "files": list(dict.fromkeys((*into.files, *gone.files))),
    }
    await entries.change(session, into, now, by, content)
    await entries.change(session, gone, now, by, {"state": "retired"})
    for table in (Proposal, ErrorCode):
        theirs = update(table).where(table.entry_code == gone.code).values(entry_code=into.code)
        await session.execute(theirs)


async def split(
    session: AsyncSession,
    entry: Entry,
    wordings: Collection[str],
    solution: Sequence[str],
    now: datetime,
    by: int | None,
) -> Entry:
    """These wordings get an entry of their own, a draft; the first of them is its question."""
    question, *others = wordings
    part = await entries.create(
        session,
        now,
        by,
        code=await new_code(session, entry.product),
        question=question,
        variants=others,
        solution=list(solution),
        product=entry.product,
        module=entry.module,
        kind=entry.kind,
        owner_id=entry.owner_id,
    )
    kept = [text for text in entry.variants if text not in wordings]
    await entries.change(session, entry, now, by, {"variants": kept})
    return part


def _distinct(texts: Sequence[str], besides: str) -> list[str]:
    """Each wording once; punctuation is ignored."""
    found = {bare(besides): besides}
    for text in texts:
        found.setdefault(bare(text), text)
    return list(found.values())[1:]
