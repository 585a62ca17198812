"""What is left of a stretch of time without others (HOT-1): the gaps of support hours, the shifts without leave."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.roster.shifts import Span, without

ZERO = datetime(2026, 3, 2, tzinfo=UTC)


def span(start: int, end: int) -> Span:
    return Span(ZERO + timedelta(hours=start), ZERO + timedelta(hours=end))


@pytest.mark.parametrize(
    ("others", "left"),
    [
        ([], [(8, 22)]),
        ([(8, 22)], []),
        ([(0, 24)], []),
        ([(8, 12), (12, 22)], []),  # one ends at the second at which the next begins
        ([(8, 12)], [(12, 22)]),
        ([(12, 22)], [(8, 12)]),
        ([(10, 12), (14, 16)], [(8, 10), (12, 14), (16, 22)]),
        ([(14, 16), (10, 15)], [(8, 10), (16, 22)]),  # in any order, overlapping
        ([(9, 20), (10, 12)], [(8, 9), (20, 22)]),  # one inside another
        ([(0, 6), (23, 24)], [(8, 22)]),  # before and after
        ([(0, 9), (21, 30)], [(9, 21)]),
    ],
)
def test_what_is_left(others: list[tuple[int, int]], left: list[tuple[int, int]]) -> None:
    found = list(without(span(8, 22), [span(*other) for other in others]))
    assert found == [span(*each) for each in left]
