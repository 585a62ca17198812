"""Counts the SQL statements of a step: which tables, and which of our functions asked.

with statements.counted(desk.store) as seen:
    await desk.desk.worker.work()
print(seen.report())        # by table and caller
assert len(seen) <= 10      # BEGIN and COMMIT apart
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from greenlet import getcurrent  # type: ignore[import-untyped]
from sqlalchemy import event

from store import Store

ROOT = str(Path(__file__).parents[2]) + "/"
OURS = ("desk/", "kb/", "handlers/", "bot/", "scheduler/", "store/")
TABLES = re.compile(r"(?:FROM|INTO|UPDATE|JOIN) +\"?(\w+)", re.IGNORECASE)
PLUMBING = ("BEGIN", "COMMIT", "ROLLBACK", "SELECT pg_notify", "SAVEPOINT", "RELEASE")
DEPTH = 3  # callers shown


@dataclass(frozen=True)
class Statement:
    verb: str
    table: str
    callers: tuple[str, ...]  # the nearest first
    sql: str


@dataclass
class Seen:
    statements: list[Statement] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)

    def report(self) -> str:
        tables = Counter((s.verb, s.table) for s in self.statements)
        lines = [f"{len(self)} statements"]
        for (verb, table), number in tables.most_common():
            lines.append(f"{number:4} {verb} {table}")
            callers = Counter(
                " < ".join(s.callers) for s in self.statements if (s.verb, s.table) == (verb, table)
            )
            lines += [f"       {many} × {caller}" for caller, many in callers.most_common()]
        return "\n".join(lines)


@contextmanager
def counted(store: Store) -> Iterator[Seen]:
    """What is asked of this database meanwhile."""
    seen = Seen()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(PLUMBING):
            tables = TABLES.findall(statement)
            verb = statement.split(None, 1)[0]
            seen.statements.append(Statement(verb, tables[0] if tables else "", _callers(), statement))

    engine = store.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _callers() -> tuple[str, ...]:
    """Our functions that led here, through SQLAlchemy's greenlet."""
    found: list[str] = []
    frame: FrameType | None = sys._getframe(2)
    greenlet = getcurrent()
    while len(found) < DEPTH:
        if frame is None:
            if greenlet.parent is None:
                break
            greenlet = greenlet.parent
            frame = greenlet.gr_frame
            continue
        name = frame.f_code.co_filename.removeprefix(ROOT)
        if name.startswith(OURS):
            found.append(f"{name}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return tuple(found)
