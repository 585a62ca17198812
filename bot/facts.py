"""The log at INFO: one line for each fact, written after its commit. Names and numbers, never a customer's words.

`message.handled channel=telegram message=12 person=3 does=take ms=8`; `action` and `fields` stand in the record, too.
"""

import logging
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from store.notes import Note
from store.session import Sync

log = logging.getLogger("kefu")
NAME = re.compile(
    r"[A-Za-z0-9_.:-]{0,60}", re.ASCII
)  # any other name may be a person's words, and is not logged
Fact = tuple[str, dict[str, Any]]
FACTS: Note[list[Fact]] = Note(list)


def note(session: AsyncSession, action: str, **fields: int | str | Sequence[int] | None) -> None:
    """To be logged when this step is committed, and not if it is taken back."""
    if log.isEnabledFor(logging.INFO):
        FACTS.of(session).append((action, {name: _plain(value) for name, value in fields.items()}))


def _plain(value: int | str | Sequence[int] | None) -> int | str:
    """A number, numbers or a name of ours; of anything else only that there was something."""
    if value is None:
        return "-"
    if isinstance(value, int):
        return int(value)
    if not isinstance(value, str):
        return ",".join(str(int(number)) for number in value) or "-"
    return str(value) if NAME.fullmatch(value) else "…"


@event.listens_for(Sync, "after_commit")
def _write(session: Any) -> None:
    if session.in_nested_transaction():
        return
    for action, fields in session.notes.pop(FACTS, ()):
        line = " ".join([action, *(f"{name}={value}" for name, value in fields.items())])
        log.info("%s", line, extra={"action": action, "fields": fields})
