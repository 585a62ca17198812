"""How the base learns from what came of its answers (KB-4, KB-5).

    solved       the words join the proposal of like words; once enough different customers have confirmed them, and
                 not more of them deny it, they are searched (`Entry.learnt`)
    not solved   the same words count against that, and join the entry's failures
    unanswered   the question is added to similar questions without an answer

Many presses of one customer are one voice, and the last one counts.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from kb.base import entries, outcomes
from kb.base.entry import Entry
from kb.base.outcomes import Outcome
from kb.learning.proposals import Proposal
from kb.text.jaccard import likeness, nearest
from kb.text.normalise import bare
from store.session import numbered

KIND = {"solved": "wording", "not_solved": "failure", "unanswered": "entry"}  # result → kind of proposal
ALIKE = 0.4  # similarity from which two questions are counted as one
ALIKE_HERE = 0.25  # the same, if one entry answered both questions
REJECTED = 0.9  # similarity to rejected words from which nothing is proposed again
LOOKED_AT = 300  # proposals, or outcomes of an entry, considered; the newest first
LEARNT = 100  # learnt wordings of an entry at most; the oldest are dropped


async def learn(session: AsyncSession, outcome: Outcome, now: datetime, *, needed: int) -> Proposal | None:
    """An outcome counts for or against a wording or an entry (KB-5). `needed`: customers who must confirm; 0: only an editor's yes counts.

    None when there is nothing to learn: no words, or an editor has said no before.
    """
    entry = await entries.find(session, outcome.entry_code) if outcome.entry_code else None
    if not outcome.key or outcome.result not in KIND or (entry is None and outcome.result != "unanswered"):
        return None
    proposal = None
    if outcome.result != "solved" or not _knows(entry, outcome.key):
        proposal = await _join(session, outcome, entry.product if entry else outcome.product, now)
    may_change = outcome.result == "solved" or (entry is not None and entry.learnt)  # a no only takes away
    if entry is not None and needed and may_change:
        await _weigh(session, entry, now, outcome.key, needed)
    return proposal


async def take_back(session: AsyncSession, person_id: int, code: str, now: datetime, *, needed: int) -> None:
    """The last *solved* of this person for this entry was wrong: it is forgotten, with what was proposed for it alone."""
    query = select(Outcome).where(
        Outcome.person_id == person_id, Outcome.entry_code == code, Outcome.result == "solved"
    )
    outcome: Outcome | None = await session.scalar(query.order_by(Outcome.id.desc()).limit(1))
    if outcome is None:
        return
    await _forget(session, outcome)
    if needed and (entry := await entries.find(session, code)) is not None:
        await _weigh(session, entry, now, outcome.key, needed)


async def said_anew(session: AsyncSession, person_id: int, text: str, since: datetime) -> None:
    """More was said before anything came of it: these words alone were no question."""
    early = Outcome.result.in_(("asked", "offered", "unanswered")), Outcome.at >= since
    query = select(Outcome).where(Outcome.person_id == person_id, Outcome.text == text, *early)
    for outcome in (await session.scalars(query)).all():
        await _forget(session, outcome)


async def _forget(session: AsyncSession, outcome: Outcome) -> None:
    """With what was proposed for it alone."""
    proposal = await session.get(Proposal, outcome.proposal_id) if outcome.proposal_id else None
    await session.delete(outcome)
    await session.flush()
    if proposal is not None and proposal.state == "open":
        voices = {one.voice for one in await outcomes.of_proposal(session, proposal.id, limit=LOOKED_AT)}
        proposal.count = len(voices)
        if not voices:
            await session.delete(proposal)


def _knows(entry: Entry | None, key: str) -> bool:
    return entry is not None and key in {bare(text) for text in (entry.question, *entry.variants)}


async def _join(session: AsyncSession, outcome: Outcome, product: str, now: datetime) -> Proposal | None:
    """The proposal with similar words, or a new one. None if an editor has rejected these words."""
    number, state = await _nearest(session, outcome, product)
    if state == "rejected":
        return None
    if number:
        found = await session.get_one(Proposal, number)
        voices = {one.voice for one in await outcomes.of_proposal(session, number, limit=LOOKED_AT)}
        found.count = max(found.count, len(voices | {outcome.voice}))
    else:
        found = await _new(session, outcome, product, now)
    outcome.proposal_id = found.id
    return found


async def _new(session: AsyncSession, outcome: Outcome, product: str, now: datetime) -> Proposal:
    proposal = Proposal(
        at=now,
        kind=KIND[outcome.result],
        entry_code=outcome.entry_code,
        key=outcome.key,
        text=outcome.text.strip(),
        product=product,
        proposed_by=outcome.person_id,
    )
    await numbered(session, proposal)
    return proposal


async def _nearest(session: AsyncSession, outcome: Outcome, product: str) -> tuple[int, str]:
    """Number and state of a proposal: open with like words, or rejected with nearly the same."""
    about = (
        Proposal.kind == KIND[outcome.result],
        Proposal.entry_code == outcome.entry_code,
        Proposal.product.in_((product, "")) if product else true(),
    )
    columns = select(Proposal.id, Proposal.key, Proposal.state).where(*about)
    known = (await session.execute(columns.order_by(Proposal.id.desc()).limit(LOOKED_AT))).all()
    alike = ALIKE_HERE if outcome.entry_code else ALIKE
    for wanted, at_least in (("rejected", REJECTED), ("open", alike)):
        keys = {number: key for number, key, state in known if state == wanted}
        if (number := nearest(outcome.key, keys, at_least)) is not None:
            return number, wanted
    return 0, ""


async def _weigh(session: AsyncSession, entry: Entry, now: datetime, key: str, needed: int) -> None:
    """Learns the words like `key` that enough customers have confirmed, and forgets those that are denied again."""
    fates = await _fates(session, entry.code)
    refused = await _refused(session, entry.code)
    words = {
        one.key: one.text.strip()
        for one in fates
        if one.result == "solved" and one.proposal_id not in refused and likeness(one.key, key) >= ALIKE_HERE
    }
    good = {key: text for key, text in words.items() if _voices_for(key, fates) >= needed}
    kept = [text for text in entry.learnt if bare(text) not in words]
    new = [text for key, text in good.items() if not _knows(entry, key)]
    await entries.change(session, entry, now, None, {"learnt": [*kept, *new][-LEARNT:]})


def _voices_for(key: str, fates: Sequence[Outcome]) -> int:
    """Customers who confirmed similar words, minus those who denied them. The last answer of each customer counts."""
    last = {one.voice: one.result for one in fates if likeness(one.key, key) >= ALIKE_HERE}
    return sum(1 if result == "solved" else -1 for result in last.values())


async def _fates(session: AsyncSession, code: str) -> Sequence[Outcome]:
    """What came of the entry's answers lately, in its order."""
    query = select(Outcome).where(Outcome.entry_code == code, Outcome.result.in_(("solved", "not_solved")))
    return (await session.scalars(query.order_by(Outcome.id.desc()).limit(LOOKED_AT))).all()[::-1]


async def _refused(session: AsyncSession, code: str) -> set[int | None]:
    """The proposals for this entry that an editor has rejected. None too: words that joined no proposal were refused."""
    rejected = select(Proposal.id).where(Proposal.entry_code == code, Proposal.state == "rejected")
    return {None, *await session.scalars(rejected)}
