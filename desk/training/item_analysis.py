"""How the questions of an exam do: the share that is right, and whether the good ones know it more often than the weak ones (TRN-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import StatisticsError, correlation

from i18n import N_

FLAT = 0.1  # separation below which a question tells good from weak no better than chance


class Remark(StrEnum):
    NOBODY = "nobody"
    EVERYBODY = "everybody"
    AGAINST = "against"
    FLAT = "flat"


REMARK_NAMES = {
    Remark.NOBODY: N_("nobody gets it right: is the answer right?"),
    Remark.EVERYBODY: N_("everybody gets it right"),
    Remark.AGAINST: N_("the weak ones get it right more often: is the answer right?"),
    Remark.FLAT: N_("it does not tell the good from the weak"),
}


@dataclass(frozen=True)
class Sat:
    """One attempt: what was right, by the number of the version."""

    right: dict[int, bool]


@dataclass(frozen=True)
class AnalysedQuestion:
    """`separation`: of this question and the rest of the paper, from -1 to 1; None: it cannot be told."""

    question: int
    answers: int
    share: float
    separation: float | None
    remark: Remark | None


def items(attempts: Sequence[Sat], least: int) -> list[AnalysedQuestion]:
    """The questions with at least so many answers, by their numbers."""
    numbers = sorted({number for sat in attempts for number in sat.right})
    found = [_item(number, [sat for sat in attempts if number in sat.right]) for number in numbers]
    return [item for item in found if item.answers >= least]


def _item(number: int, sat: Sequence[Sat]) -> AnalysedQuestion:
    here = [float(one.right[number]) for one in sat]
    rest = [_rest(one, number) for one in sat]
    share = sum(here) / len(here)
    try:
        separation = correlation(here, rest)
    except StatisticsError:  # all the same
        separation = None
    return AnalysedQuestion(number, len(sat), share, separation, _remark(share, separation))


def _rest(sat: Sat, number: int) -> float:
    """The share of the other questions."""
    others = [right for each, right in sat.right.items() if each != number]
    return sum(others) / len(others) if others else 0.0


def _remark(share: float, separation: float | None) -> Remark | None:
    if share in (0, 1):
        return Remark.NOBODY if share == 0 else Remark.EVERYBODY
    if separation is None or separation >= FLAT:
        return None
    return Remark.AGAINST if separation < -FLAT else Remark.FLAT
