"""KB-4 and KB-5: what is learnt from whom, what editors decide, and what the outcomes tell."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from errors import Stale
from kb.base import entries, outcomes
from kb.base.entry import Entry
from kb.learning import learn as kb_learning
from kb.learning import proposals
from kb.learning.proposals import Proposal
from kb.search.problem_base import ProblemBase
from tests.kb.conftest import NOW

SHEET = "empty sheets come out of the device"


@pytest.fixture
async def printing(session: AsyncSession) -> Entry:
    return await entries.create(
        session,
        NOW,
        1,
        code="P",
        question="The printer prints blank pages",
        solution=["Clean it"],
        state="approved",
    )


async def hear(
    session: AsyncSession, text: str, result: str, person: int, customer: int | None = None, needed: int = 3
) -> Proposal | None:
    """One person's word on what came of it; words without an answer are about no entry."""
    code = None if result == "unanswered" else "P"
    outcome = await outcomes.record(
        session, text, result, NOW, entry_code=code, person_id=person, customer_id=customer
    )
    return await kb_learning.learn(session, outcome, NOW, needed=needed)


async def test_three_customers_teach_the_base_a_wording(session: AsyncSession, printing: Entry) -> None:
    """KB-4: searched from the third confirmation on, and never shown."""
    base = ProblemBase()
    for person in (1, 2):
        await hear(session, SHEET, "solved", person)
    assert printing.learnt == []
    await base.refresh(session, NOW)
    await hear(session, SHEET + "!", "solved", 3)
    assert [text.rstrip("!") for text in printing.learnt] == [SHEET]
    assert printing.variants == []
    assert await base.refresh(session, NOW) == 1
    assert base.search("empty sheets").hits[0].question == "The printer prints blank pages"


async def test_like_words_confirm_each_other(session: AsyncSession, printing: Entry) -> None:
    """KB-4: nobody says the same twice; what is nearly the same counts together."""
    said = (
        "the paper comes out empty",
        "empty paper comes out",
        "paper comes out of it empty",
        "a loud noise",
    )
    for person, text in enumerate(said):
        await hear(session, text, "solved", person)
    assert sorted(printing.learnt) == sorted(said[:3])


@pytest.mark.parametrize(
    "voices",
    [
        [(1, None, "solved")] * 9,  # one person pressing again and again
        [(1, 7, "solved"), (2, 7, "solved"), (3, 7, "solved")],  # three people of one customer
        [(1, None, "solved"), (2, None, "solved"), (3, None, "solved"), (4, None, "not_solved")],
        [(1, None, "solved"), (2, None, "solved"), (3, None, "solved"), (3, None, "not_solved")],
    ],
    ids=["one person", "one customer", "denied", "changed their mind"],
)
async def test_what_is_not_enough(
    session: AsyncSession, printing: Entry, voices: list[tuple[int, int | None, str]]
) -> None:
    """KB-4: different customers are counted, less those who deny it; the last word of each counts."""
    for person, customer, result in voices:
        await hear(session, SHEET, result, person, customer)
    assert printing.learnt == []


async def test_without_a_number_only_editors_teach(session: AsyncSession, printing: Entry) -> None:
    for person in range(9):
        await hear(session, SHEET, "solved", person, needed=0)
    assert printing.learnt == []
    (proposal,) = await proposals.waiting(session)
    assert (proposal.kind, proposal.entry_code, proposal.count) == ("wording", "P", 9)


async def test_an_editors_yes_makes_it_a_variant(session: AsyncSession, printing: Entry) -> None:
    """KB-4: what customers taught is read by an editor, and then a wording like any."""
    for person in range(3):
        proposal = await hear(session, SHEET, "solved", person)
    assert printing.learnt == [SHEET]
    assert proposal is not None
    await proposals.accept_wording(session, proposal, printing, 9, NOW, 99)
    assert (printing.variants, printing.learnt) == ([SHEET], [])
    assert (proposal.state, proposal.decided_by) == ("accepted", 9)
    with pytest.raises(Stale):
        await proposals.reject(session, proposal, 9, NOW)


async def test_an_editors_no_stays_a_no(session: AsyncSession, printing: Entry) -> None:
    """KB-4: what was learnt is forgotten, and more confirmations change nothing."""
    for person in range(3):
        proposal = await hear(session, "buy my stuff", "solved", person)
    assert proposal is not None
    await proposals.reject(session, proposal, 9, NOW)
    assert printing.learnt == []
    for person in range(5):
        assert await hear(session, "Buy my stuff!!", "solved", 10 + person) is None
    assert printing.learnt == []
    assert list(await proposals.waiting(session)) == []


@pytest.mark.parametrize(
    "known", ["The printer prints blank pages", "the PRINTER prints blank pages", " ", "\x00"]
)
async def test_what_the_entry_has_is_not_proposed(session: AsyncSession, printing: Entry, known: str) -> None:
    assert await hear(session, known, "solved", 1) is None


async def test_unanswered_questions_are_grouped_and_ranked(session: AsyncSession) -> None:
    """KB-5: like questions are one proposal, the most asked first."""
    await hear(session, "the lamp blinks red", "unanswered", 1)
    for person, text in enumerate(
        ("发票打印机卡纸了", "发票打印机总是卡纸", "我的发票打印机卡纸", "发票打印机卡纸")
    ):
        await hear(session, text, "unanswered", person)
    first, second = await proposals.waiting(session)
    assert (first.text, first.count, second.text) == ("发票打印机卡纸了", 4, "the lamp blinks red")
    assert len(await outcomes.of_proposal(session, first.id)) == 4


async def test_a_tickets_solution_answers_what_waited_for_it(session: AsyncSession) -> None:
    """KB-4, KB-5: the draft joins the question; the tickets it would have saved are named."""
    await hear(session, "the lamp blinks red", "unanswered", 1)
    await outcomes.became_ticket(session, 1, "the lamp blinks red", 31)
    await hear(session, "lamp is blinking red", "unanswered", 2)
    await outcomes.became_ticket(session, 2, "lamp is blinking red", 32)
    proposal = await proposals.propose_entry(
        session, "lamp is blinking red", ["Change the fuse"], NOW, product="EL", ticket_id=32, by=5
    )
    (only,) = await proposals.waiting(session)
    assert only is proposal
    assert (only.count, await proposals.tickets_saved(session, only)) == (2, [31, 32])
    entry = await proposals.accept_entry(session, only, 9, NOW, 99)
    assert (entry.question, entry.variants) == ("lamp is blinking red", ["the lamp blinks red"])
    assert (entry.state, entry.written_by, entry.product) == ("draft", 9, "EL")


async def test_of_one_ticket_the_last_words_win(session: AsyncSession) -> None:
    """KB-4"""
    first = await proposals.propose_entry(session, "It hums", ["Wait"], NOW, ticket_id=3)
    again = await proposals.propose_entry(session, "It hums loudly", ["Wait", "Oil it"], NOW, ticket_id=3)
    assert again is first
    entry = await proposals.accept_entry(session, first, 9, NOW, 0)
    assert (entry.question, entry.solution) == ("It hums loudly", ["Wait", "Oil it"])


async def test_only_what_the_editor_has_read_becomes_a_wording(
    session: AsyncSession, printing: Entry
) -> None:
    """KB-4: words that joined after the card was shown stay out."""
    proposal = await hear(session, SHEET, "solved", 1)
    assert proposal is not None
    (seen,) = await outcomes.of_proposal(session, proposal.id)
    await hear(session, SHEET + " my password is 1234", "solved", 2)
    await proposals.accept_wording(session, proposal, printing, 9, NOW, seen.id)
    assert printing.variants == [SHEET]


async def test_failing_entries_are_flagged(session: AsyncSession) -> None:
    """KB-5"""
    told = [("A", "not_solved")] * 3 + [("A", "solved")] + [("B", "not_solved")] * 3 + [("B", "solved")] * 4
    for code, result in told:
        await outcomes.record(session, "it fails", result, NOW, entry_code=code)
    assert await outcomes.failing(session, NOW) == [outcomes.Failing("A", 1, 3)]
    with pytest.raises(ValueError, match="perhaps"):
        await outcomes.record(session, "it fails", "perhaps", NOW)


async def test_an_answer_that_fails_is_proposed_for_repair(session: AsyncSession, printing: Entry) -> None:
    """KB-5"""
    await hear(session, "prints blank after the update", "not_solved", 1)
    await hear(session, "blank prints after update", "not_solved", 2)
    (proposal,) = await proposals.waiting(session)
    assert (proposal.kind, proposal.entry_code, proposal.count) == ("failure", "P", 2)
