"""What the doctor finds: each finding says what was looked at, how it is, and what to do."""

from dataclasses import dataclass
from enum import StrEnum

from i18n import _

SHOWN = 10  # names or numbers in one line


class Level(StrEnum):
    WELL = "ok"
    NOTE = "note"  # good to know; nothing needs to be done
    ATTENTION = "attention"


@dataclass(frozen=True)
class Finding:
    check: str
    level: Level
    text: str
    remedy: str = ""

    def described(self) -> dict[str, str]:
        return {"check": self.check, "level": self.level, "text": self.text, "remedy": self.remedy}


def well(check: str, text: str) -> Finding:
    return Finding(check, Level.WELL, text)


def note(check: str, text: str, remedy: str = "") -> Finding:
    return Finding(check, Level.NOTE, text, remedy)


def attention(check: str, text: str, remedy: str = "") -> Finding:
    return Finding(check, Level.ATTENTION, text, remedy)


def few(names: list[str]) -> str:
    """`a, b, c`; of many the first few, and how many there are."""
    if len(names) <= SHOWN:
        return ", ".join(names)
    return ", ".join(names[:SHOWN]) + " " + _("and {n} more").format(n=len(names) - SHOWN)
