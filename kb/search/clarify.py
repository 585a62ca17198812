"""One clarifying question, made from what tells the candidates apart: their product, else their module (KB-2)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

CHOICES = 3  # offered at once; more are no help


@dataclass(frozen=True)
class Candidate:
    """An entry that may answer, as far as it is shown and asked about: approved texts only, no wordings."""

    code: str
    question: str
    symptoms: str
    product: str
    module: str
    kind: str
    score: float = 0.0  # how likely it answers
    language: str = ""  # to be said, for they neither speak nor write it


@dataclass(frozen=True)
class Clarifying:
    """Which `part` ("product" or "module") to ask for, and who is left after each answer, likeliest first."""

    part: str
    groups: dict[str, list[Candidate]]


def clarify(candidates: Sequence[Candidate], owned: Collection[str] = ()) -> Clarifying | None:
    """None: only the questions themselves tell them apart. `owned`: the customer's products; a single one is known."""
    for some in (candidates, candidates[:CHOICES]):
        if len(owned) != 1 and (groups := _groups(some, "product")):
            return Clarifying("product", groups)
        if len({candidate.product for candidate in some}) == 1 and (groups := _groups(some, "module")):
            return Clarifying("module", groups)
    return None


def _groups(candidates: Sequence[Candidate], part: str) -> dict[str, list[Candidate]]:
    """The candidates by this part of theirs; empty when it does not tell them apart, or in too many ways."""
    groups = dict[str, list[Candidate]]()
    for candidate in candidates:
        groups.setdefault(getattr(candidate, part), []).append(candidate)
    return groups if 1 < len(groups) <= CHOICES and "" not in groups else {}
