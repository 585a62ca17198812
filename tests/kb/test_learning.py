"""KB-4 and KB-5: what is proposed, what an editor's yes and no do, and what the outcomes tell."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from errors import Stale
from kb import entries, outcomes, proposals
from kb.search import ProblemBase
from tests.kb.conftest import NOW


@pytest.fixture
async def printing(session: AsyncSession) -> entries.Entry:
    return await entries.create(
        session,
        NOW,
        1,
        code="P",
        question="The printer prints blank pages",
        solution=["Clean it"],
        state="approved",
    )


async def test_the_same_wording_counts_up(session: AsyncSession, printing: entries.Entry) -> None:
    """KB-4"""
    first = await proposals.propose_wording(session, "P", "Nothing on the sheet!", NOW, by=5)
    again = await proposals.propose_wording(session, "P", "hello, nothing on the sheet! thanks", NOW, by=6)
    assert first is not None
    assert again is first
    assert first.count == 2
    assert list(await proposals.waiting(session)) == [first]


@pytest.mark.parametrize(
    "known", ["The printer prints blank pages", "the PRINTER prints blank pages", "  ", "\x00"]
)
async def test_what_the_entry_has_is_not_proposed(
    session: AsyncSession, printing: entries.Entry, known: str
) -> None:
    assert await proposals.propose_wording(session, "P", known, NOW) is None
    assert await proposals.propose_wording(session, "gone", "Nothing on the sheet", NOW) is None


async def test_a_wording_is_searched_only_after_an_editors_yes(
    session: AsyncSession, printing: entries.Entry
) -> None:
    """KB-4"""
    base = ProblemBase()
    proposal = await proposals.propose_wording(session, "P", "empty sheets come out of the device", NOW)
    await base.refresh(session, NOW)
    before = base.search("empty sheets").probability
    assert proposal is not None
    await proposals.accept(session, proposal, 9, NOW)
    assert printing.variants == ["empty sheets come out of the device"]
    assert (proposal.state, proposal.decided_by) == ("accepted", 9)
    await base.refresh(session, NOW)
    after = base.search("empty sheets")
    assert after.probability > before
    assert after.hits[0].question == "The printer prints blank pages"  # never another customer's words


async def test_an_editors_no_stays_a_no(session: AsyncSession, printing: entries.Entry) -> None:
    proposal = await proposals.propose_wording(session, "P", "buy my stuff", NOW)
    assert proposal is not None
    await proposals.reject(session, proposal, 9, NOW)
    assert await proposals.propose_wording(session, "P", "buy my stuff", NOW) is proposal
    assert list(await proposals.waiting(session)) == []
    with pytest.raises(Stale):
        await proposals.accept(session, proposal, 9, NOW)


async def test_a_tickets_solution_becomes_an_entry(session: AsyncSession) -> None:
    """KB-4"""
    first = await proposals.propose_entry(session, "It hums", ["Wait"], NOW, product="EL", ticket_id=3, by=5)
    again = await proposals.propose_entry(session, "It hums loudly", ["Wait", "Oil it"], NOW, ticket_id=3)
    assert again is first
    entry = await proposals.accept(session, first, 9, NOW)
    assert (entry.question, entry.solution, entry.product) == ("It hums loudly", ["Wait", "Oil it"], "EL")
    assert (entry.state, entry.approved_by) == ("approved", 9)


async def test_failing_entries_are_flagged_and_gaps_are_ranked(session: AsyncSession) -> None:
    """KB-5"""
    told = [("A", "not_solved")] * 3 + [("A", "solved")] + [("B", "not_solved")] * 3 + [("B", "solved")] * 4
    for code, result in told:
        await outcomes.record(session, "it fails", result, NOW, entry_code=code)
    for text in ("no idea", "what now", "no idea"):
        await outcomes.record(session, text, "unanswered", NOW, person_id=1)
    assert await outcomes.failing(session, NOW) == [outcomes.Failing("A", 1, 3)]
    assert await outcomes.unanswered(session, NOW) == [("no idea", 2), ("what now", 1)]
    assert await outcomes.unanswered(session, NOW + timedelta(days=1)) == []
    with pytest.raises(ValueError, match="perhaps"):
        await outcomes.record(session, "it fails", "perhaps", NOW)
