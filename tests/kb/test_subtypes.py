"""What a request is about, from its words (INT-11): measured on 200 phrases a language, written before any proposal was seen."""

from pathlib import Path

import pytest

from kb.base.entry import ProblemType
from kb.base.taxonomy import Subtype, built_in
from kb.search.subtypes import Proposer

HERE = Path(__file__).parent


def phrases(language: str) -> list[tuple[str, ProblemType]]:
    """Frozen: not to be changed when the catalogue is."""
    found, kind = [], ProblemType.OTHER
    for line in (HERE / f"types.{language}.txt").read_text("utf8").splitlines():
        if line.startswith("["):
            kind = ProblemType(line.strip("[]"))
        elif line:
            found.append((line, kind))
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_type_is_right_for_nine_of_ten(language: str) -> None:
    proposer = Proposer(tuple(built_in().values()))
    asked = phrases(language)
    right = sum((proposer.propose(text).kind or ProblemType.TECHNICAL) is kind for text, kind in asked)
    assert len(asked) == 200
    assert right / len(asked) >= 0.9, right / len(asked)


def test_no_phrase_that_is_measured_is_an_example() -> None:
    said = {text.casefold() for language in ("zh", "en") for text, _kind in phrases(language)}
    assert said.isdisjoint(text.casefold() for each in built_in().values() for text in each.examples)


def test_a_company_adds_its_own() -> None:
    own = Subtype("loom", ProblemType.TECHNICAL, "织机", "loom", "", ("织机停转", "the loom has stopped"))
    proposer = Proposer((*built_in().values(), own))
    assert proposer.propose("三号织机又停转了").codes[0] == "loom"
    assert proposer.propose("@@@").kind is None
