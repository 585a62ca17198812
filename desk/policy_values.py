"""Values as an administrator writes them: `1h`, `1h 15m`, `5`, `5%`. Each reader raises BadInput and says how to write it."""

import re
from collections.abc import Sequence
from datetime import timedelta

from desk.calendars import hours
from desk.calendars.calendar import Period
from desk.people import Role
from errors import BadInput
from i18n import _

NEVER = "never"
OWNER = "owner"  # of the ticket, in a ladder of roles
STAFF = tuple(role for role in Role if role is not Role.CONTACT)
LONGEST = timedelta(days=3660)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def length(text: str) -> timedelta:
    """`90m`, `1h`, `3d`."""
    found = re.fullmatch(r"(\d{1,5})\s*([mhd])", text.strip())
    if not found:
        raise BadInput(_("Please write a length of time like 30m, 1h or 3d."))
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def bounded(text: str) -> None:
    """Nobody means a length of more than ten years, and each day of it may have to be counted. Raises BadInput."""
    found = re.findall(r"(?<!\d)(\d{1,5})\s*([mhd])\b", text)
    if any(timedelta(**{_UNITS[unit]: int(number)}) > LONGEST for number, unit in found):
        raise BadInput(_("Please write at most {days} days.").format(days=LONGEST.days))


def apart(text: str) -> timedelta:
    """Shorter than the shortest cycle of visit-backs."""
    if (found := length(text)) >= timedelta(days=28):
        raise BadInput(_("Please write less than {days} days.").format(days=28))
    return found


def interval(text: str) -> timedelta:
    """A length that is not nothing."""
    if not (found := length(text)):
        raise BadInput(_("This must be longer than nothing."))
    return found


def months(text: str) -> tuple[int, ...]:
    """Four numbers of months, each one or more."""
    found = tuple(count(word) for word in text.split())
    if len(found) != 4 or not all(1 <= number <= 12 for number in found):
        raise BadInput(_("Please write four numbers of months, from 1 to 12, like 1 1 2 3."))
    return found


def lengths(text: str) -> tuple[timedelta, ...]:
    """`1h 15m`, the longest first; or none: `never`."""
    if text.strip() == NEVER:
        return ()
    return tuple(sorted({length(word) for word in text.split()}, reverse=True)) or (length(text),)


def stops(text: str) -> tuple[str, ...]:
    """Some of the states in which a ticket waits."""
    return _some_of(text, ("waiting_customer", "waiting_third_party", "suspended"))


def higher(text: str) -> tuple[str, ...]:
    """What makes an alert begin higher."""
    return _some_of(text, ("level1", "level2", "key"))


def rungs(text: str) -> tuple[str, ...]:
    """A ladder, from the first to be alerted to the last; at least one."""
    return _words(text, (OWNER, *STAFF))


def receiver(text: str) -> str:
    """`duty` or `type`."""
    if len(found := _words(text, ("duty", "type"))) > 1:
        raise BadInput(_("Please write one of these words: {words}").format(words="duty type"))
    return found[0]


def roles(text: str) -> tuple[str, ...]:
    """Roles of staff; at least one."""
    return _words(text, STAFF)


def _some_of(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    return () if text.strip() == NEVER else _words(text, (*known, NEVER))


def _words(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(text.split()))
    if not words or not set(words) <= set(known):
        raise BadInput(_("Please write some of these words: {words}").format(words=" ".join(known)))
    return words


def count(text: str) -> int:
    """A whole number, zero or more."""
    if not re.fullmatch(r"\d{1,6}", text.strip()):
        raise BadInput(_("Please write a whole number."))
    return int(text)


def several(text: str) -> int:
    """Two or more."""
    if (number := count(text)) < 2:
        raise BadInput(_("Please write a number from 2 on."))
    return number


def share(text: str) -> float:
    """`5%`: from half a per cent to 20."""
    found = re.fullmatch(r"(\d{1,2}(?:\.\d)?)\s*[%％]", text.strip())
    if not found or not 0.5 <= float(found[1]) <= 20:
        raise BadInput(_("Please write a share from 0.5% to 20%."))
    return float(found[1]) / 100


def part(text: str) -> float:
    """`100%`: from none to all."""
    found = re.fullmatch(r"(\d{1,3})\s*[%％]", text.strip())
    if not found or int(found[1]) > 100:
        raise BadInput(_("Please write a share from 0% to 100%."))
    return int(found[1]) / 100


def whom(text: str) -> str:
    """Which contact of a customer is asked."""
    return _words(text, ("main", "last", "turn"))[0]


def words(text: str) -> str:
    """Anything that people shall read; `-` for nothing."""
    return "" if text.strip() == "-" else text.strip()[:300]


def quiet(text: str) -> Sequence[Period]:
    """The hours of a day outside which nobody is asked anything; at least some."""
    return hours.periods(text) or hours.periods("")
