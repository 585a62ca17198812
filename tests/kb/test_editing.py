"""KB-1 and KB-5: versions, roll back, merge, split; twins, stale and due entries; what a change would do."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from errors import BadInput, NotFound, Refused
from kb.base import entries, outcomes, versions
from kb.base.entry import Entry
from kb.learning import health, impact, merge_split
from kb.search.problem_base import Problem, ProblemBase
from kb.text.jaccard import likeness, pairs
from tests.kb.conftest import NOW

LATER = NOW + timedelta(days=400)


async def approved(session: AsyncSession, code: str, question: str, **content: Any) -> Entry:
    content = {"solution": ["Do it"], "state": "approved", **content}
    return await entries.create(session, NOW, 1, code=code, question=question, **content)


async def test_every_version_says_who_when_and_what(session: AsyncSession) -> None:
    """KB-1"""
    entry = await approved(session, "A", "It hums")
    await entries.change(session, entry, LATER, 2, {"question": "It hums loudly", "solution": ["Oil it"]})
    newest, first = await versions.history(session, entry)
    assert (newest.version, newest.by, newest.at) == (2, 2, LATER)
    assert newest.changed == {"question": "It hums loudly", "solution": ["Oil it"]}
    assert (first.version, first.by, first.changed) == (1, 1, {})


async def test_roll_back_is_a_version_too(session: AsyncSession) -> None:
    """KB-1: the words come back, the state stays."""
    entry = await approved(session, "A", "It hums", state="draft")
    await entries.change(session, entry, NOW, 2, {"question": "Nonsense"})
    await entries.move(session, entry, "approved", NOW, 2)
    await merge_split.roll_back(session, entry, 1, NOW, 3)
    assert (entry.question, entry.state, entry.version, entry.changed_by) == ("It hums", "approved", 4, 3)
    with pytest.raises(NotFound):
        await merge_split.roll_back(session, entry, 9, NOW, 3)
    with pytest.raises(Refused):
        await merge_split.roll_back(session, entry, 1, NOW, 3)


async def test_merged_entries_are_one(session: AsyncSession) -> None:
    """KB-5"""
    one = await approved(session, "A", "It hums", variants=["humming"], files=[1])
    two = await approved(
        session, "B", "There is a hum", variants=["Humming!", "buzz"], learnt=["brr"], files=[2]
    )
    await merge_split.merge(session, two, one, NOW, 9)
    assert one.variants == ["humming", "There is a hum", "buzz"]
    assert (one.learnt, one.files, two.state) == (["brr"], [1, 2], "retired")
    with pytest.raises(BadInput):
        await merge_split.merge(session, one, one, NOW, 9)


async def test_a_split_entry_is_two(session: AsyncSession) -> None:
    """KB-5"""
    entry = await approved(session, "A", "It hums", variants=["a", "b", "c"], product="EL", module="Fan")
    part = await merge_split.split(session, entry, ["b", "c"], ["Other"], NOW, 9)
    assert (part.question, part.variants, part.solution) == ("b", ["c"], ["Other"])
    assert (part.state, part.product, part.module) == ("draft", "EL", "Fan")
    assert entry.variants == ["a"]


async def test_twins_and_contradictions_are_found(session: AsyncSession) -> None:
    """KB-5: asked in the same words; a contradiction when the solutions differ; never of two products."""
    one = await approved(session, "A", "打印凭证时内容超出纸张", product="NE", solution=["纸张选A5"])
    two = await approved(
        session, "B", "打印凭证的时候内容超出纸张了", product="NE", solution=["换一台打印机吧"]
    )
    three = await approved(session, "C", "打印凭证内容超出纸张", product="EL", solution=["纸张选A5"])
    four = await approved(session, "D", "打印凭证时，内容超出纸张", product="", solution=["纸张选 A5"])
    found = {(t.one.code, t.two.code): t.contradict for t in health.all_twins([one, two, three, four])}
    assert found == {("A", "B"): True, ("A", "D"): False, ("B", "D"): True, ("C", "D"): False}
    base = ProblemBase([Problem.of(entry) for entry in (one, two, three, four)])
    assert {twin.two.code for twin in await health.twins_of(session, base, one)} == {"B", "D"}


def test_like_texts_are_found_without_comparing_all() -> None:
    """As many as comparing each with each would find; of those with the same features, each with the first."""
    texts = [f"report r{n % 7} cannot be printed on p{n % 11} pages" for n in range(77)]
    each = {(b, a) for a in range(77) for b in range(a) if likeness(texts[a], texts[b]) >= 0.7}
    assert {(one, two) for one, two, _like in pairs(texts, 0.7)} == each
    assert list(pairs(["red lamp", "Lamp, red", "the red lamp", "x", "", "?"], 0.9)) == [
        (0, 1, 1.0),
        (0, 2, 1.0),
    ]


async def test_stale_and_due_entries_are_flagged(session: AsyncSession) -> None:
    """KB-5"""
    old = await approved(session, "A", "It hums", review_at=NOW + timedelta(days=365))
    helps = await approved(session, "B", "It smells")
    await outcomes.record(session, "smell", "solved", LATER, entry_code=helps.code)
    stale = await session.scalars(health.stale(LATER - timedelta(days=30)))
    assert stale.all() == [old]
    due = await session.scalars(health.to_review(LATER))
    assert due.all() == [old]
    assert (await session.scalars(health.to_review(NOW))).all() == []
    assert old.due_at == old.review_at
    await entries.move(session, old, "retired", LATER, 1)
    assert old.due_at is None


async def test_the_effect_of_a_change_is_known_before(session: AsyncSession) -> None:
    """KB-5: which past questions would be answered now, or answered otherwise."""
    fan = await approved(session, "A", "The fan hums loudly", variants=["loud humming fan"])
    await approved(session, "B", "The lamp blinks red", variants=["red blinking lamp"])
    await approved(session, "C", "Vouchers print blank", variants=["blank voucher"])
    for text in ("the lid cannot be closed any more", "loud humming fan", "blank voucher"):
        await outcomes.record(session, text, "unanswered", NOW)
    base = ProblemBase()
    await base.refresh(session, NOW)
    lid = Problem("L", "The lid cannot be closed", ("the lid cannot be closed any more",), solution=("Oil",))
    new = await impact.of_change(session, base, [], [lid])
    assert [one.text for one in (*new.answered, *new.offered)] == ["the lid cannot be closed any more"]
    gone = await impact.of_change(session, base, [Problem.of(fan)], [])
    assert "loud humming fan" in [one.text for one in (*gone.lost, *gone.offered)]
    nothing = await impact.of_change(session, base, [Problem.of(fan)], [Problem.of(fan)])
    assert nothing.moved == ()
    assert len(base) == 3
