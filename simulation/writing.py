"""What people write when a question asks for more than words: an amount, a day, times; they follow its example."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from simulation import behaviour
from simulation.calendar_oracle import local, working_day

Written = Callable[[datetime, Random], str]
NAMES = ("钱进", "孙蓉", "Olga Reed", "Paul Stone", "许晴", "Nina Wood")


def _price(_now: datetime, chance: Random) -> str:
    return chance.choice(behaviour.PRICES)


def _day(now: datetime, chance: Random) -> str:
    """A working day within a month."""
    return f"{working_day(local(now).date() + timedelta(days=chance.randint(3, 30))):%Y-%m-%d}"


def _sittings(now: datetime, chance: Random) -> str:
    """One or two mornings in some weeks."""
    first = working_day(local(now).date() + timedelta(days=chance.randint(9, 20)))
    days = [first, working_day(first + timedelta(days=1))][: chance.choice((1, 2))]
    return "\n".join(f"{day:%Y-%m-%d} 09:00-12:00" for day in days)


def _seats(_now: datetime, chance: Random) -> str:
    return chance.choice(behaviour.SEATS)


def _customer(_now: datetime, _chance: Random) -> str:
    """What all their names have."""
    return "zq"


def _names(_now: datetime, chance: Random) -> str:
    return "\n".join(chance.sample(NAMES, chance.choice((1, 2))))


EXAMPLES: tuple[tuple[re.Pattern[str], Written], ...] = (
    (re.compile(r"350\.50"), _price),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d-\d\d:\d\d"), _sittings),
    (re.compile(r"\d{4}-\d\d-\d\d|By which day\?|哪一天需要"), _day),
    (re.compile(r"How many seats|几个座位"), _seats),
    (re.compile(r"A part of the name|名称的一部分"), _customer),
    (re.compile(r"Who comes along|谁一起来"), _names),
)


def written_for(question: str, now: datetime, chance: Random) -> str:
    """In the way of its example; "" for a question that words, or a button, answer."""
    found = next((write for example, write in EXAMPLES if example.search(question)), None)
    return found(now, chance) if found else ""
