"""Regions in chat: an administrator sees their hours, and sets them; checked when entered (SLA-2)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from desk import administration
from desk.access import require
from desk.calendars import hours_text, regions
from desk.calendars.regions import EVERYWHERE, KINDS, USUAL
from desk.people import Role
from errors import BadInput
from handlers.admin.policies import done
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from i18n import N_, _
from i18n.joining import listed

NEW = "+"
FIELDS = {
    "support": N_("🕘 Support hours"),
    "working": N_("💼 Working hours"),
    "day": N_("📅 A day of its own"),
    "zone": N_("🌍 Time zone"),
    "country": N_("🏮 Public holidays"),
}
A_DAY = N_("Like: 2026-02-13 08:30-12:00, or 2026-02-13 closed; usual takes it back.")
HINTS = {
    "support": N_("Like: daily 08:30-22:00"),
    "working": N_("Like: Mon-Fri 08:30-12:00 13:30-17:30; Sat 09:00-12:00"),
    "day": A_DAY,
    "zone": N_("Like: Asia/Shanghai"),
    "country": N_("Like: CN; none for nobody's holidays."),
}


def named(region: str) -> str:
    return region or _("everywhere else")


async def calendar(turn: Turn) -> None:
    """/calendar"""
    require(turn.person, Role.ADMIN)
    rows = await regions.rows(turn.session)
    if not any(row.name == EVERYWHERE for row in rows):
        rows.insert(0, regions.new(EVERYWHERE, turn.now))
    lines = []
    for row in rows:
        own = listed(f"{day} {text}" for day, text in {**row.support_days, **row.working_days}.items())
        lines += [
            f"{named(row.name)} · {row.zone} · {row.country}",
            f"🕘 {row.support}",
            f"💼 {row.working}",
            *([f"📅 {own}"] if own else []),
            "",
        ]
    buttons = [
        [button(named(row.name), "region", 0, 0, row.name)] for row in rows if len(row.name.encode()) <= 40
    ]
    turn.say("\n".join(lines).strip(), [*buttons, [button(_("➕ Another region"), "region", 0, 0, NEW)]])


@verb
async def region(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, Role.ADMIN)
    await start(turn, set_region, {} if extra == NEW else {"region": extra})


@dataclass(frozen=True)
class Checked(Words):
    """What `check` accepts, else it is asked again."""

    check: Callable[[str], Any] = str

    def heard(self, said: Said) -> str:
        words = super().heard(said)
        self.check(words)
        return words


@flow
async def set_region(talk: Talk) -> None:
    """One thing of one region; open promises follow at once."""
    require(talk.person, Role.ADMIN)
    name = await _name(talk)
    options = [(field, _(label)) for field, label in FIELDS.items()]
    field = await talk.ask(
        "field", Choice(_("What of {region}?").format(region=named(name)), options=options, columns=2)
    )
    value = await talk.ask("value", Checked(_(HINTS[field]), check=CHECKS[field]))
    talk.say(done(await _set(talk, name, field, value)))


async def _name(talk: Talk) -> str:
    if "region" in talk.args:
        return str(talk.args["region"])
    return await talk.ask("name", Words(_("Which region? Write it as in the customers' data."), longest=40))


async def _set(talk: Talk, name: str, field: str, value: str) -> int | None:
    session, now, by = talk.turn.session, talk.turn.now, talk.person.id
    if field == "day":
        on, text = _day(value)
        return await administration.except_day(session, name, on, text, now, by=by)
    wanted = "" if (field, value.lower()) == ("country", "none") else value
    return await administration.set_region(session, name, {field: wanted}, now, by)


def _day(text: str) -> tuple[date, str]:
    """`2026-02-13 08:30-12:00`. Raises BadInput."""
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\s+(.+)", text.strip())
    try:
        day, of_day = (date.fromisoformat(found[1]), found[2]) if found else (None, "")
    except ValueError:
        day = None
    if day is None:
        raise BadInput(_(A_DAY))
    if of_day.lower() != USUAL:
        hours_text.periods(of_day)
    return day, of_day


def _country(text: str) -> None:
    if text.lower() != "none":
        regions.checked("country", text)


CHECKS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(KINDS, hours_text.week),
    "day": _day,
    "zone": lambda text: regions.checked("zone", text),
    "country": _country,
}
