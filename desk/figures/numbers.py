"""The figures of one group, and the shares that follow from them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from math import sqrt
from typing import Any

MEDIAN, HIGH = 50, 90
RANKS = ("_median", "_high")
SURE = 1.959964  # standard deviations: 95 % of cases


@dataclass
class Figures:
    """Counts, and lengths in seconds; what each of them means says `desk/figures/meanings.py`."""

    filed: int = 0
    cancelled: int = 0
    solved: int = 0
    repeats: int = 0
    handled: int = 0
    solved_at_first_contact: int = 0
    visited: int = 0
    first_visit: int = 0
    reopened: int = 0
    helped: int = 0  # visits for another branch
    open: int = 0
    handling_median: int | None = None
    handling_high: int | None = None
    response_median: int | None = None
    response_high: int | None = None
    base_solved: int = 0
    kept: dict[str, int] = field(default_factory=dict)  # by kind of promise
    broken: dict[str, int] = field(default_factory=dict)
    invited: int = 0
    answered: int = 0  # of those invited
    scored: int = 0
    satisfied: int = 0
    points: int = 0
    visits_due: int = 0
    visits_done: int = 0
    complaints: int = 0
    valid: int = 0
    not_valid: int = 0

    @property
    def resolution(self) -> float | None:
        return share(self.solved, self.filed - self.cancelled)

    @property
    def base(self) -> float | None:
        return share(self.base_solved, self.base_solved + self.filed)

    @property
    def first_contact(self) -> float | None:
        return share(self.solved_at_first_contact, self.handled)

    @property
    def first_visits(self) -> float | None:
        return share(self.first_visit, self.visited)

    @property
    def in_time(self) -> float | None:
        kept = sum(self.kept.values())
        return share(kept, kept + sum(self.broken.values()))

    @property
    def score(self) -> float | None:
        return share(self.points, self.scored)

    @property
    def satisfaction(self) -> float | None:
        return share(self.satisfied, self.scored)

    @property
    def response_rate(self) -> float | None:
        return share(self.answered, self.invited)

    @property
    def repeat_rate(self) -> float | None:
        return share(self.repeats, self.filed)

    @property
    def visits_missed(self) -> int:
        return self.visits_due - self.visits_done

    def add(self, name: str, value: int) -> None:
        setattr(self, name, getattr(self, name) + value)

    @classmethod
    def together(cls, some: Iterable["Figures"]) -> "Figures":
        """Their counts added; lengths cannot be."""
        whole = cls()
        for each in some:
            for name, value in vars(each).items():
                if isinstance(value, dict):
                    kinds = getattr(whole, name)
                    kinds.update({kind: kinds.get(kind, 0) + n for kind, n in value.items()})
                elif not name.endswith(RANKS):
                    whole.add(name, value)
        return whole

    def measured(self, name: str, lengths: list[int]) -> None:
        """The median and the 90th percentile, by nearest rank: one of the lengths themselves."""
        if not lengths:
            return
        lengths = sorted(lengths)
        for rank, share in zip(RANKS, (MEDIAN, HIGH), strict=True):
            setattr(self, f"{name}{rank}", lengths[(len(lengths) * share + 99) // 100 - 1])

    def as_row(self) -> dict[str, Any]:
        """For JSON; `Figures(**row)` brings it back."""
        return asdict(self)


def share(part: float, whole: float) -> float | None:
    """A share from 0 to 1; None: there is nothing to take a share of."""
    return part / whole if whole else None


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """The 95 % confidence interval of a share, by Wilson's score: right for few answers, too."""
    if not whole:
        return None
    p, square = part / whole, SURE * SURE
    middle = (p + square / (2 * whole)) / (1 + square / whole)
    half = SURE * sqrt(p * (1 - p) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return max(middle - half, 0.0), min(middle + half, 1.0)
