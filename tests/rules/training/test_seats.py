"""Seats, offers and the times of a class, as tables (TRN-1, TRN-2)."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.training import timetable
from desk.training.seats import NoOffer, OfferLength, WaitingTrainee, chance, next_offers, why_none
from desk.training.timetable import ClassMoment, DueMoment
from errors import BadInput

A, B, C = WaitingTrainee(1), WaitingTrainee(2), WaitingTrainee(3)
G1, G2, G3 = WaitingTrainee(4, group=9), WaitingTrainee(5, group=9), WaitingTrainee(6, group=9)
H = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("free", "waiting", "offered"),
    [
        (0, [A], []),
        (-2, [A], []),
        (1, [A, B], [1]),
        (2, [A, B, C], [1, 2]),
        (2, [G1, G2, G3], []),  # all of them or none
        (3, [G1, G2, G3], [4, 5, 6]),
        (2, [G1, G2, G3, A], [1]),  # the next who fits; the group keeps its place
        (3, [A, G1, G2, G3], [1]),
        (4, [A, G1, B, G2, G3], [1, 4, 5, 6]),
        (5, [G1, G2, G3, A, B, C], [4, 5, 6, 1, 2]),
        (9, [], []),
    ],
)
def test_whom_the_free_seats_are_offered_to(
    free: int, waiting: list[WaitingTrainee], offered: list[int]
) -> None:
    """TRN-2"""
    assert next_offers(free, waiting) == offered


@pytest.mark.parametrize(
    ("is_open", "free", "waiting", "now", "why"),
    [
        (False, 3, [A], "03-01", NoOffer.NOT_OPEN),
        (True, 3, [A], "03-10", NoOffer.CLOSED),
        (True, 3, [A], "03-11", NoOffer.CLOSED),
        (True, 3, [], "03-01", NoOffer.NOBODY),
        (True, 0, [A], "03-01", NoOffer.FULL),
        (True, 2, [G1, G2, G3], "03-01", NoOffer.GROUP),
        (True, 3, [G1, G2, G3], "03-01", None),
        (True, 1, [A], "03-01", None),
    ],
)
def test_why_nobody_is_offered_a_place(
    is_open: bool, free: int, waiting: list[WaitingTrainee], now: str, why: NoOffer | None
) -> None:
    """TRN-2: the manager reads the reason; there is one exactly when nobody is offered anything."""
    found = why_none(is_open=is_open, free=free, waiting=waiting, now=at(now), closes_at=at("03-10"))
    assert found is why
    if is_open and at(now) < at("03-10"):
        assert (found is None) == bool(next_offers(free, waiting))


@pytest.mark.parametrize(
    ("begins", "until"),
    [
        ("03-01", "03-02"),
        ("03-17T12:00", "03-18T12:00"),
        ("03-18T01:00", "03-18T03:00"),
        ("03-19T23:00", "03-20"),
    ],
)
def test_until_when_a_place_is_held(begins: str, until: str) -> None:
    """TRN-2: a day, two hours when it begins soon, and never beyond the closing."""
    length = OfferLength(24 * H, 2 * H, 48 * H)
    assert length.until(at(begins), at("03-20"), at("03-20")) == at(until)


def test_the_chance_is_what_was_seen() -> None:
    assert chance([]) is None
    assert chance([1, 2, 3]) == 2


def test_sittings_keep_their_local_time_when_the_clocks_change() -> None:
    """TRN-1: Berlin puts its clocks forward on 29 March 2026."""
    before = timetable.read("2026-03-26 09:00-12:00")
    after = timetable.shifted(before, 7)
    assert after == [["2026-04-02T09:00", "2026-04-02T12:00"]]
    [[first, _end]] = timetable.instants(before, "Europe/Berlin")
    [[second, _end]] = timetable.instants(after, "Europe/Berlin")
    assert second - first == timedelta(days=7) - H


@pytest.mark.parametrize(
    "text",
    [
        "", "tomorrow", "2026-03-26 12:00-09:00", "2026-02-30 09:00-12:00", "2026-03-26 25:00-26:00", "2026-03-26 09:00-12:00; 2026-03-26 11:00-13:00",
        "2026-03-26 09:00-09:00", "\n".join("2026-03-26 09:00-12:00" for _ in range(40)), "9" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_sitting(text: str) -> None:
    with pytest.raises(BadInput):
        timetable.read(text)


def test_what_falls_due_in_its_order() -> None:
    """TRN-2: of reminders missed in a stop only the last is sent, none once it has begun; all else is made up for."""
    times = timetable.instants([["2026-03-20T09:00", "2026-03-20T12:00"]], "UTC")
    every = timetable.moments(times, at("03-18T09:00"), timedelta(days=3), [72 * H, 24 * H, H])
    assert [(f"{m.at:%d %H}", m.what, m.number) for m in every] == [
        ("15 09", DueMoment.LEAST, 0), ("17 09", DueMoment.REMIND, 0), ("18 09", DueMoment.CLOSE, 0), ("19 09", DueMoment.REMIND, 1), ("20 08", DueMoment.REMIND, 2),
        ("20 09", DueMoment.START, 0), ("20 09", DueMoment.ROLL_CALL, 0), ("20 12", DueMoment.END, 0),
    ]  # fmt: skip

    def due(after: str, now: str) -> list[DueMoment]:
        return [m.what for m in timetable.due(every, at(after), at(now), times[0][0])]

    assert due("03-10", "03-14") == []
    assert due("03-10", "03-19T10:00") == [DueMoment.LEAST, DueMoment.CLOSE, DueMoment.REMIND]
    assert due("03-10", "03-21") == [
        DueMoment.LEAST,
        DueMoment.CLOSE,
        DueMoment.START,
        DueMoment.ROLL_CALL,
        DueMoment.END,
    ]
    assert timetable.next_at(every, at("03-18T09:00")) == at("03-19T09:00")
    assert timetable.next_at(every, at("03-21")) is None
    assert ClassMoment(at("03-20T09:00"), DueMoment.START) in every


def test_double_booking() -> None:
    one = timetable.instants(timetable.read("2026-03-20 09:00-12:00"), "UTC")
    assert timetable.overlap(one, [(at("03-20T11:00"), at("03-20T13:00"))]) == at("03-20T11:00")
    assert timetable.overlap(one, [(at("03-20T12:00"), at("03-20T13:00"))]) is None
