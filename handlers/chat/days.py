"""Questions about days and hours: the likely ones are buttons, any other can be typed."""

import re
from dataclasses import dataclass
from datetime import date

from desk.calendars.hours import periods, periods_text
from errors import BadInput
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice
from i18n import _


@dataclass(frozen=True)
class Day(Choice):
    """One of the days offered, or any other as 2026-03-15 or 3-15."""

    today: date = date.min

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            return _read_day(said.text, self.today).isoformat()


def _read_day(text: str, today: date) -> date:
    """The next such day. Raises BadInput."""
    found = re.fullmatch(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?", text.strip())
    try:
        if found is None:
            raise ValueError
        named = date(int(found[1] or today.year), int(found[2]), int(found[3]))
        return named.replace(year=today.year + 1) if not found[1] and named < today else named
    except ValueError:
        raise BadInput(_("Please press a day, or write it like 2026-03-15.")) from None


@dataclass(frozen=True)
class OfDay(Choice):
    """Hours of a day: one of those offered, or typed."""

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            found = periods(said.text.strip())
            if len(found) != 1:
                raise BadInput(_("Please write one stretch of hours, like 08:30-17:30.")) from None
            return periods_text(found)
