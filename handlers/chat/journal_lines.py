"""How a journal entry reads to people."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event, line_of
from desk.journal import JournalEntry
from desk.people import Person
from desk.sla.clocks import KIND_NAMES, ClockKind
from i18n import N_, _, moment
from i18n.joining import listed

TIMES = ("limit", "before", "at")


REASONS = {
    "type": N_("for such problems"),
    "product": N_("knows the product"),
    "skill": N_("has the skill"),
    "region": N_("same region"),
    "seen": N_("here lately"),
    "unqualified": N_("⚠️ without the qualification for it"),
    "load": N_("{n} open"),
}


def reasons(why: str) -> str:
    """What spoke for somebody, in words: `product load:2` (HOT-8)."""
    found = (word.partition(":") for word in why.split())
    return listed(_(REASONS[name]).format(n=n) for name, _colon, n in found if name in REASONS)


async def told(session: AsyncSession, entry: JournalEntry) -> str:
    """One line of history; "" for what is shown otherwise, such as messages."""
    line = line_of(entry.event)
    if not line:
        return ""
    by = await session.get(Person, entry.by) if entry.by else None
    who = by.name if by else _("the desk")
    to = await session.get(Person, entry.data["given_to"]) if "given_to" in entry.data else None
    kind = entry.data.get("kind", "")
    name = _(KIND_NAMES[ClockKind(kind)]) if kind in list(ClockKind) else kind
    values = {key: _time(value, entry) if key in TIMES else value for key, value in entry.data.items()}
    if entry.event == Event.TICKET_ASSIGNED and entry.by is None:
        values["why"] = reasons(str(values.get("why", "")))
    known = {"why": "", **values, "who": who, "kind": name, "to": to.name if to else ""}
    return _(line).format(**known).rstrip(" :：")


def _time(value: object, entry: JournalEntry) -> str:
    """As it was said then; what is no time stays as it is."""
    try:
        return moment(datetime.fromisoformat(str(value)), entry.at)
    except ValueError:
        return str(value)
