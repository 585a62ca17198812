"""Plain methods, as they come: what the search is measured against, on the same questions in the same run."""

import re
import sqlite3
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from kb.search.problem_base import Problem, ProblemBase

Method = Callable[[str], list[str]]  # question → codes, best first

_CJK = re.compile(r"([\u3400-\u9fff])")
_WORD = re.compile(r"\w+")
_SHOWN = 40  # texts that are looked at for the first entries


def methods(problems: Sequence[Problem]) -> dict[str, Callable[[], Method]]:
    """By name, how each is made from the base."""
    texts = [(text, one.code) for one in problems for text in _said(one)]
    return {
        "Kefu": lambda: _kefu(problems),
        "rapidfuzz WRatio": lambda: _fuzzy(fuzz.WRatio, texts),
        "rapidfuzz ratio": lambda: _fuzzy(fuzz.ratio, texts),
        "FTS5 trigram": lambda: _full_text("trigram", texts),
        "FTS5 words": lambda: _full_text("unicode61", texts),
    }


def _said(problem: Problem) -> list[str]:
    said = [problem.question, *problem.variants, problem.symptoms, " ".join(problem.solution)]
    return [text for text in said if text]


def _kefu(problems: Sequence[Problem]) -> Method:
    base = ProblemBase(problems)
    return lambda question: [hit.code for hit in base.search(question).hits]


def _fuzzy(scorer: Callable[..., float], texts: list[tuple[str, str]]) -> Method:
    choices = [text for text, _code in texts]

    def search(question: str) -> list[str]:
        found = process.extract(question, choices, scorer=scorer, limit=_SHOWN)
        return list(dict.fromkeys(texts[place][1] for _text, _score, place in found))

    return search


def _full_text(tokens: str, texts: list[tuple[str, str]]) -> Method:
    """SQLite's full text search, ordered by BM25; Chinese characters are words of their own."""
    database = sqlite3.connect(":memory:")
    database.execute(f"create virtual table said using fts5(text, code unindexed, tokenize = '{tokens}')")
    database.executemany(
        "insert into said values (?, ?)", [(_apart(text, tokens), code) for text, code in texts]
    )

    def search(question: str) -> list[str]:
        plain = _apart(question, tokens).lower()
        terms = (
            [plain[at : at + 3] for at in range(len(plain) - 2)]
            if tokens == "trigram"
            else _WORD.findall(plain)
        )
        wanted = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms) if '"' not in term)
        if not wanted:
            return []
        query = "select code from said where said match ? order by rank limit ?"
        return list(dict.fromkeys(code for (code,) in database.execute(query, (wanted, _SHOWN))))

    return search


def _apart(text: str, tokens: str) -> str:
    return text if tokens == "trigram" else _CJK.sub(r" \1 ", text)
