"""names from before they were cleaned lose line breaks, direction marks and what cannot be seen"""

import sqlalchemy as sa
from alembic import op

from i18n import plain

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
NAMES = {
    "person": {"name": 120, "organisation": 120},
    "customer": {"name": 120, "region": 120, "address": 300},
}


def upgrade() -> None:
    for table, columns in NAMES.items():
        _clean(table, columns)


def _clean(table: str, columns: dict[str, int]) -> None:
    """Some rows at a time. Of two customers that would be called alike, the later one gets its number behind the name."""
    connection = op.get_bind()
    rows = sa.table(table, sa.column("id"), *map(sa.column, columns))
    taken = set(connection.scalars(sa.select(rows.c.name))) if table == "customer" else set()
    last = 0
    while some := _some(connection, sa.select(rows).where(rows.c.id > last).order_by(rows.c.id)):
        for row in some:
            clean = {name: plain.name(row[name] or "", longest) for name, longest in columns.items()}
            if row["name"] and not clean["name"]:
                clean["name"] = f"#{row['id']}"
            if clean["name"] != row["name"] and clean["name"] in taken:
                clean["name"] = f"{clean['name']} #{row['id']}"
            if table == "customer":
                taken.add(clean["name"])
            changed = {name: value for name, value in clean.items() if value != row[name]}
            if changed:
                connection.execute(sa.update(rows).where(rows.c.id == row["id"]).values(changed))
        last = some[-1]["id"]


def _some(connection: sa.Connection, query: sa.Select) -> list:
    return list(connection.execute(query.limit(AT_ONCE)).mappings())


def downgrade() -> None:
    """There is nothing to bring back."""
