"""The one report of an import: what became of each line, and what its writer should look at (KB-6)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from i18n import _
from i18n.joining import listed


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Bad:
    line: int
    reason: str

    def __str__(self) -> str:
        return _("line {line}: {reason}").format(line=self.line, reason=self.reason)


@dataclass
class ImportReport:
    """`ignored`: columns nobody knows; `further`: bad lines beyond those that are kept here."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[Bad] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    further: int = 0

    @property
    def wrong(self) -> int:
        return len(self.bad) + self.further

    @property
    def good(self) -> int:
        return self.new + self.changed + self.unchanged

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)

    def refuse(self, line: int, reason: object) -> None:
        self.bad.append(Bad(line, str(reason)))

    def note(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)

    def joined(self, more: "ImportReport", most: int) -> "ImportReport":
        """With the lines that came after these; so many bad ones are kept."""
        bad = [*self.bad, *more.bad]
        return ImportReport(
            self.new + more.new, self.changed + more.changed, self.unchanged + more.unchanged, bad[:most],
            list(dict.fromkeys([*self.ignored, *more.ignored])), list(dict.fromkeys([*self.notices, *more.notices])),
            self.further + more.further + len(bad[most:]),
        )  # fmt: skip

    def __str__(self) -> str:
        return _("{new} new, {changed} changed, {unchanged} unchanged, {bad} bad").format(
            new=self.new, changed=self.changed, unchanged=self.unchanged, bad=self.wrong
        )

    def details(self, most: int) -> Iterator[str]:
        """What to look at: the first bad lines, notices, columns that were not used."""
        yield from map(str, self.bad[:most])
        if self.wrong > most:
            yield _("and {count} more").format(count=self.wrong - most)
        yield from self.notices[:most]
        if len(self.notices) > most:
            yield _("and {count} more").format(count=len(self.notices) - most)
        if self.ignored:
            yield _("Columns not used: {columns}").format(columns=listed(self.ignored))

    @classmethod
    def kept(cls, fields: dict[str, Any]) -> "ImportReport":
        """As `asdict` gave it to a job."""
        return cls(**{**fields, "bad": [Bad(**each) for each in fields["bad"]]})

    def described(self) -> dict[str, Any]:
        """For other programs."""
        return {name: value for name, value in asdict(self).items() if name != "further"}
