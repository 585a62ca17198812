"""The database triggers: they raise the `revision` at every write, and note changed rows for the columnar copy.

The revision is for `store/kept.py`, the changed rows for `store/columnar.py`. They are
dropped for a migration and created again after it: SQLite loses the triggers of a rebuilt table.
"""

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.engine import Connection

TABLES = (
    "policy",
    "region",
    "product",
    "shift",
    "leave",
    "staff_group",
    "incident",
    "service_item",
    "qualification",
)
COPIED = (
    "ticket",
    "solution",
    "dispatch",
    "clock",
    "visit_back",
    "complaint",
    "customer",
    "entry",
    "outcome",
)
VERBS = ("INSERT", "UPDATE", "DELETE")
RAISE = "INSERT INTO revision (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = revision.number + 1"
WORKS_HERE = "EXISTS (SELECT 1 FROM person_role WHERE person_id = NEW.id AND role <> 'contact')"
NOTE = (
    "INSERT INTO changed_row (number, source, row_id) VALUES "
    "(pg_current_xact_id()::text::bigint, TG_TABLE_NAME, COALESCE(NEW.id, OLD.id));"
)
FUNCTION = "CREATE OR REPLACE FUNCTION {} RETURNS trigger AS $$ BEGIN {} RETURN NULL; END $$ LANGUAGE plpgsql"


def drop(connection: Connection) -> None:
    """On SQLite; a server's follow their tables."""
    if connection.dialect.name == "sqlite":
        for name in (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        ):
            connection.execute(text(f"DROP TRIGGER {name}"))


def make(connection: Connection) -> None:
    statements = _in_file() if connection.dialect.name == "sqlite" else _on_server()
    for statement in statements:
        connection.execute(text(statement))


def _in_file() -> Iterator[str]:
    for verb in VERBS:
        for table in TABLES:
            yield _for_each_row(table, verb, "TRUE")
        yield _for_each_row("person_role", verb, f"{_row(verb)}.role <> 'contact'")
        for table in COPIED:
            note = f"INSERT INTO changed_row (source, row_id) VALUES ('{table}', {_row(verb)}.id)"
            yield f"CREATE TRIGGER changed_{table}_{verb.lower()} AFTER {verb} ON {table} BEGIN {note}; END"
    yield _for_each_row("person", "UPDATE", WORKS_HERE)


def _for_each_row(table: str, verb: str, when: str) -> str:
    name = f"revision_{table}_{verb.lower()}"
    return f"CREATE TRIGGER {name} AFTER {verb} ON {table} WHEN {when} BEGIN {RAISE}; END"


def _row(verb: str) -> str:
    return "OLD" if verb == "DELETE" else "NEW"


def _on_server() -> Iterator[str]:
    yield FUNCTION.format("revision_raise()", f"{RAISE};")
    yield FUNCTION.format("changed_row_note()", NOTE)
    yield FUNCTION.format("revision_raise_for_staff()", f"IF {WORKS_HERE} THEN {RAISE}; END IF;")
    for table in TABLES:
        yield (
            f"CREATE OR REPLACE TRIGGER revision_{table} AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION revision_raise()"
        )
    for verb in VERBS:
        yield (
            f"CREATE OR REPLACE TRIGGER revision_person_role_{verb.lower()} AFTER {verb} ON person_role "
            f"FOR EACH ROW WHEN ({_row(verb)}.role <> 'contact') EXECUTE FUNCTION revision_raise()"
        )
    for table in COPIED:
        yield (
            f"CREATE OR REPLACE TRIGGER changed_{table} AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION changed_row_note()"
        )
    yield (
        "CREATE OR REPLACE TRIGGER revision_person AFTER UPDATE ON person "
        "FOR EACH ROW EXECUTE FUNCTION revision_raise_for_staff()"
    )
