"""VIS-1, COM-3, COM-4: ten thousand visit-backs and complaint limits beside a second calculation that shares nothing with the
first: months by hand, leap years by their rule, days one by one, the public holidays typed in as they were published.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from desk import policies
from desk.calendars.dates import visit_moment
from desk.calendars.regions import DEFAULT
from desk.calendars.time_limits import limit
from desk.surveys.cycles import CycleRule, next_visit_back
from tests.rules.calendars.test_calendar_slowly import MADE_UP_2026, OFF_2026, dates

SHANGHAI, A_DAY = ZoneInfo("Asia/Shanghai"), timedelta(days=1)
OFF, MADE_UP = dates(OFF_2026), dates(MADE_UP_2026)
LONG = {1: 31, 3: 31, 5: 31, 7: 31, 8: 31, 10: 31, 12: 31, 4: 30, 6: 30, 9: 30, 11: 30}
CASES = 10_000


def last_of(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return LONG.get(month, 29 if leap else 28)


def months_on(anchor: date, months: int) -> date:
    year, month = anchor.year, anchor.month
    for _month in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(anchor.day, last_of(year, month)))


def works(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def next_working(day: date) -> date:
    while not works(day):
        day += A_DAY
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def walked(anchor: date, key: bool, after: date, rule: CycleRule) -> date:
    """From the day on which it began to be used, visit by visit."""
    months, visit = 0, anchor
    while visit <= after or months == 0:
        if key:
            months += rule.key
        elif months < rule.first_until:
            months += rule.first
        elif months < rule.second_until:
            months += rule.second
        else:
            months += rule.later
        visit = months_on(anchor, months)
    return visit


def test_vis1_ten_thousand_customers() -> None:
    """The nominal date by hand, over leap years and month ends; in 2026 the moment, too, over holidays and make-up days."""
    chance, moments = Random("visit-backs"), 0
    for _case in range(CASES):
        year, month = chance.randint(2015, 2031), chance.randint(1, 12)
        ends = chance.random() < 0.4
        anchor = date(year, month, last_of(year, month) if ends else chance.randint(1, last_of(year, month)))
        after = chance.choice((anchor, anchor + chance.randint(-40, 2400) * A_DAY))
        until = chance.randint(0, 8)
        key_each, each = chance.randint(1, 4), chance.randint(1, 4)
        other = CycleRule(key_each, each, until, 2, until + 4, 5)
        rule = chance.choice((CycleRule(), other))
        key = chance.random() < 0.3
        nominal = next_visit_back(anchor, "key" if key else "regular", after, rule)
        assert nominal == walked(anchor, key, after, rule), (anchor, key, after, rule)
        if nominal.year == 2026 and nominal < date(2026, 12, 20):
            moments += 1
            assert visit_moment(nominal, DEFAULT.working, DEFAULT.support) == at(next_working(nominal), 10), (
                nominal
            )
    assert moments > 300


def complaint_due(received: datetime) -> datetime:
    """Three hours, minute by minute, of the hours from 8:30 to 22:00 of every day."""
    moment, left = received, 180
    while left:
        wall = moment.astimezone(SHANGHAI)
        left -= time(8, 30) <= wall.time() < time(22)
        moment += timedelta(minutes=1)
    return moment


def next_working_day(answered: datetime) -> datetime:
    """The same time of the next working day; lunch and night are not times at which anything can be due."""
    wall = answered.astimezone(SHANGHAI)
    day, clock = wall.date(), wall.time()
    if not works(day) or clock >= time(17, 30):
        day, clock = (
            next_working(day if not works(day) and clock < time(17, 30) else day + A_DAY),
            time(8, 30),
        )
    if time(12) <= clock < time(13, 30):
        clock = time(13, 30)
    clock = max(clock, time(8, 30))
    return datetime.combine(next_working(day + A_DAY), clock, SHANGHAI)


def test_com3_com4_complaint_limits() -> None:
    """An answer within three hours of support, the question whether it is settled within one working day."""
    response, verification = (
        limit(str(policy.default)).at(3, 2)
        for policy in (policies.COMPLAINT_RESPONSE, policies.COMPLAINT_VERIFICATION)
    )
    chance, begin = Random("complaints"), datetime(2025, 12, 31, 16, tzinfo=UTC)
    for case in range(CASES):
        moment = begin + timedelta(minutes=chance.randrange(340 * 1440))
        assert verification.due(moment, DEFAULT) == next_working_day(moment), moment
        if case % 25 == 0:
            assert response.due(moment, DEFAULT) == complaint_due(moment), moment
