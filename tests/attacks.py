"""Long texts that are hard for a regular expression, taken from the expression itself.

Each of its repeats is fed with each of its alternatives, many times over, behind what leads to it, and at the end comes
something that does not fit: what backtracks shows it there.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_parse
    from sre_constants import (
        ANY,
        ASSERT,
        ATOMIC_GROUP,
        BRANCH,
        CATEGORY,
        GROUPREF,
        IN,
        LITERAL,
        MAX_REPEAT,
        MIN_REPEAT,
        NEGATE,
        NOT_LITERAL,
        POSSESSIVE_REPEAT,
        RANGE,
        SUBPATTERN,
    )

REPEATS = {MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT}
CLASSES = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "w", "CATEGORY_NOT_WORD": "-"}
ENDS = ("", "!", "x")
MOST = 24  # samples of one part

Node = tuple[Any, Any]


def attacks(pattern: re.Pattern[str], length: int, most: int | None = None) -> Iterator[str]:
    """Texts of that length, each once; `most`: of so many of them, evenly chosen. Only those that are tried are written out."""
    recipes = _recipes(pattern)
    for lead, unit, end in recipes[:: len(recipes) // most + 1 if most else 1]:
        yield lead + (unit * (length // len(unit) + 1))[: max(length - len(lead) - len(end), 0)] + end


@cache
def _recipes(pattern: re.Pattern[str]) -> list[tuple[str, str, str]]:
    """What leads, what is repeated, what does not fit at the end."""
    units = dict.fromkeys(_units(sre_parse.parse(pattern.pattern, pattern.flags).data))
    return [(lead, unit, end) for lead, unit in units if unit for end in ENDS]


def _units(nodes: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """What is repeated, with what stands before it."""
    for at, node in enumerate(nodes):
        before = next(_samples(nodes[:at]), "")
        upto = next(_samples(nodes[: at + 1]), "")
        if upto:
            yield "", upto
        for inner in _inside(node):
            if node[0] in REPEATS:
                for sample in dict.fromkeys(_samples(inner)):
                    if sample:
                        yield before, sample
                        yield "", sample
            for lead, unit in _units(inner):
                yield before + lead, unit


def _inside(node: Node) -> list[list[Node]]:
    kind, value = node
    if kind in REPEATS:
        return [list(value[2])]
    if kind is SUBPATTERN:
        return [list(value[3])]
    if kind is BRANCH:
        return [list(branch) for branch in value[1]]
    if kind is ATOMIC_GROUP:
        return [list(value)]
    if kind is ASSERT or str(kind) == "ASSERT_NOT":
        return [list(value[1])]
    return []


def _samples(nodes: Sequence[Node]) -> Iterator[str]:
    """What the parts can stand for: each alternative of each, with the first of the others."""
    choices = [list(islice(_of(node), MOST)) or [""] for node in nodes]
    first = [choice[0] for choice in choices]
    yield "".join(first)
    for at, choice in enumerate(choices):
        for other in choice[1:]:
            yield "".join([*first[:at], other, *first[at + 1 :]])


def _of(node: Node) -> Iterator[str]:
    kind, value = node
    if kind is LITERAL:
        yield chr(value)
    elif kind is NOT_LITERAL or kind is ANY:
        yield "z"
    elif kind is IN:
        yield from _of_class(value)
    elif kind in REPEATS:
        low, _high, inner = value
        for sample in _samples(list(inner)):
            yield sample * max(low, 1)
    elif kind is GROUPREF:
        yield "a"
    elif kind not in {ASSERT} and str(kind) != "ASSERT_NOT":
        for inner in _inside(node):
            yield from _samples(inner)


def _of_class(items: Sequence[Node]) -> Iterator[str]:
    if items[0][0] is NEGATE:
        allowed = re.compile(f"[^{''.join(re.escape(s) for s in _listed(items[1:]))}]")
        yield from (sample for sample in ("z", "7", " ", "-", "的") if allowed.match(sample))
        return
    yield from _listed(items)


def _listed(items: Sequence[Node]) -> Iterator[str]:
    for kind, value in items:
        if kind is LITERAL:
            yield chr(value)
        elif kind is RANGE:
            yield chr(value[0])
        elif kind is CATEGORY:
            yield CLASSES.get(str(value), "w")
