"""Values as an administrator writes them: `1h`, `1h 15m`, `5`, `5%`. Each reader raises BadInput and says how to write it."""

import re
from collections.abc import Sequence
from datetime import timedelta

from desk import duration_phrases
from desk.calendars import hours_text
from desk.calendars.calendar import Period
from desk.people import ROLE_NAMES, Role
from desk.roles import HEADS, STAFF
from errors import BadInput
from i18n import LANGUAGES, N_, _, speaking
from i18n.joining import listed

NEVER = "never"
OWNER = "owner"  # of the ticket, in a ladder of roles
LONGEST = timedelta(days=3660)
NAMES = {
    NEVER: N_("never"),
    OWNER: N_("owner of the ticket"),
    "waiting_customer": N_("waiting for the customer"),
    "waiting_third_party": N_("waiting for a third party"),
    "suspended": N_("suspended"),
    "level1": N_("level-1 faults"),
    "level2": N_("level-2 faults"),
    "key": N_("key customers"),
    "duty": N_("who is on duty"),
    "type": N_("by problem type"),
    "own": N_("their own region"),
    "all": N_("all regions"),
    "main": N_("the main contact"),
    "last": N_("who reported last"),
    "rotation": N_("one after the other"),
    "in": N_("in scope"),
    "unknown": N_("cannot tell"),
    "out": N_("not in scope"),
    "over": N_("the service period has ended"),
    "prospect": N_("not a customer yet"),
    "customer": N_("the customer"),
    "reseller": N_("the reseller"),
    "given": N_("right for everybody"),
    "counts": N_("counts as answered"),
    "off": N_("not looked at"),
    "warn": N_("warn"),
    "refuse": N_("refuse"),
}
_ALL = tuple(NAMES)
_FORMER = {"turn": "rotation"}  # as older databases have it
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def length(text: str) -> timedelta:
    """`90m`, `1h`, `3d`, or in words: `45分钟`, `1.5h`, `an hour and a half`."""
    words = duration_phrases.summed(duration_phrases.plain(text).split())
    found = re.fullmatch(r"(\d{1,5})([mhd])", " ".join(words))
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
    if _known(text, (NEVER,)) == (NEVER,):
        return ()
    words = duration_phrases.plain(text).split()
    return tuple(sorted({length(word) for word in words}, reverse=True)) or (length(text),)


def stops(text: str) -> tuple[str, ...]:
    """Some of the states in which a ticket waits."""
    return _some_of(text, ("waiting_customer", "waiting_third_party", "suspended"))


def higher(text: str) -> tuple[str, ...]:
    """What makes an alert begin higher."""
    return _some_of(text, ("level1", "level2", "key"))


def escalation_levels(text: str) -> tuple[str, ...]:
    """A ladder, from the first to be alerted to the last; at least one."""
    return _words(text, (OWNER, *STAFF))


def receiver(text: str) -> str:
    """`duty` or `type`."""
    return _one_of(text, ("duty", "type"))


def reads(text: str) -> str:
    """`own` or `all`."""
    return _one_of(text, ("own", "all"))


def scope_waits(text: str) -> tuple[str, ...]:
    """What waits until its scope is settled; or nothing."""
    return _some_of(text, ("unknown", "out", "over", "prospect"))


def scope_unmapped(text: str) -> str:
    """`in` or `unknown`."""
    return _one_of(text, ("in", "unknown"))


def first_visit_whom(text: str) -> str:
    """`customer` or `reseller`."""
    return _one_of(text, ("customer", "reseller"))


def exam_withdrawn(text: str) -> str:
    """`given` or `counts`."""
    return _one_of(text, ("given", "counts"))


def qualified(text: str) -> str:
    """`off`, `warn` or `refuse`."""
    return _one_of(text, ("off", "warn", "refuse"))


def roles(text: str) -> tuple[str, ...]:
    """Roles of staff; at least one."""
    return _words(text, STAFF)


def heads(text: str) -> tuple[str, ...]:
    """Roles of heads; at least one."""
    return _words(text, HEADS)


def _some_of(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    return () if (found := _words(text, (*known, NEVER))) == (NEVER,) else found


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if len(found := _words(text, known)) > 1:
        raise BadInput(_("Please write one of these words: {words}").format(words=" ".join(known)))
    return found[0]


def _words(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    if not (words := _known(text, known)):
        raise BadInput(
            _("Please write some of these words: {words}").format(
                words=listed(name_of(word) for word in known)
            )
        )
    return words


def name_of(word: str) -> str:
    """A policy's value as people read it, and may write it."""
    return _(ROLE_NAMES[Role(word)]) if word in list(Role) else _(NAMES.get(word, word))


def _known(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The words themselves, or their names in either language, one after the other; () when any is another."""
    names: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            names |= {name_of(word).casefold(): word for word in known}
    apart = [part.strip().casefold() for part in re.split("[,，、;；\n]", text) if part.strip()]
    if apart and all(part in names for part in apart):
        return tuple(dict.fromkeys(names[part] for part in apart))
    words = tuple(dict.fromkeys(re.split(r"[\s,，、;；]+", text.strip().casefold())))
    words = tuple(names.get(word, _FORMER.get(word, word)) for word in words if word)
    return words if set(words) <= set(known) else ()


def written(read: object, text: str) -> str:
    """A policy's value as it is kept: lengths in figures, words as the code knows them."""
    if read in (length, interval):
        minutes = int(length(text).total_seconds() // 60)
        size, unit = next((s, u) for s, u in ((1440, "d"), (60, "h"), (1, "m")) if minutes % s == 0)
        return f"{minutes // size}{unit}"
    if read is lengths:
        return NEVER if not lengths(text) else duration_phrases.plain(text)
    if read in (stops, higher):
        return " ".join(_known(text, (*_ALL, NEVER)))
    if read in (escalation_levels, roles, heads, receiver, reads, whom):
        return " ".join(_known(text, (*_ALL, OWNER, *STAFF)))
    return text


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
    return _words(text, ("main", "last", "rotation"))[0]


def words(text: str) -> str:
    """Anything that people shall read; `-` for nothing."""
    return "" if text.strip() == "-" else text.strip()[:300]


def numbered(text: str) -> str:
    """`NE-{seq:05}`: a code with the running number in it, of at most 20 characters."""
    found = re.fullmatch(r"([A-Za-z0-9-]{0,10})\{seq(?::0(\d))?\}([A-Za-z0-9-]{0,4})", text.strip())
    if not found:
        raise BadInput(
            _("Please write a code with the running number in it, like NE-{example}.").format(
                example="{seq:05}"
            )
        )
    return text.strip()


def quiet(text: str) -> Sequence[Period]:
    """The hours of a day outside which nobody is asked anything; at least some."""
    return hours_text.periods(text) or hours_text.periods("")
