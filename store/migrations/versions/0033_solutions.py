"""every solution of a ticket is a row, and a ticket keeps its region: what a past month counts stays as it was"""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from alembic import op

import store.tables
from i18n import company_zone

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MISSED_AFTER = timedelta(days=14)
FILL = (
    "UPDATE ticket SET region = COALESCE((SELECT region FROM customer WHERE customer.id = ticket.customer_id), '')",
    """UPDATE ticket SET replied_at = (SELECT min(journal.at) FROM journal WHERE journal.ticket_id = ticket.id AND (
        journal.event IN ('ticket.replied', 'ticket.resolved')
        OR journal.event = 'ticket.called' AND CAST(journal.data AS TEXT) LIKE '%"reached": 1%'))""",
    """UPDATE visit_back SET over_at = COALESCE((SELECT min(journal.at) FROM journal WHERE journal.record = 'visit_back:' || visit_back.id
        AND journal.event IN ('visit_back.answered', 'visit_back.called', 'visit_back.dropped')), answered_at)""",
    """UPDATE visit_back SET region = (SELECT region FROM customer WHERE customer.id = visit_back.customer_id)
        WHERE invited_at IS NOT NULL""",
    "UPDATE outcome SET region = (SELECT region FROM customer WHERE customer.id = outcome.customer_id)",
    """UPDATE clock SET undone_at = (SELECT min(journal.at) FROM journal WHERE journal.ticket_id = clock.ticket_id
        AND journal.event = 'ticket.reopened' AND journal.at >= clock.ended_at) WHERE kind = 'resolution' AND met""",
)
UNSEEN = """INSERT INTO solution (ticket_id, at, "by", first, at_once)
    SELECT id, resolved_at, COALESCE(assignee_id, owner_id), true, COALESCE(at_once, false) FROM ticket
    WHERE resolved_at IS NOT NULL AND NOT complaint AND NOT EXISTS (SELECT 1 FROM solution WHERE solution.ticket_id = ticket.id)"""


def moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, store.tables.Moment(timezone=True), nullable=True)


def upgrade() -> None:
    op.create_table(
        "solution",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("ticket_id", store.tables.Number(), nullable=False),
        sa.Column("at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("by", store.tables.Number(), nullable=True),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        moment("undone_at"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_solution_ticket_id", "solution", ["ticket_id"])
    op.create_index("solved_when", "solution", ["at", "ticket_id"])
    op.create_index("undone_when", "solution", ["undone_at", "ticket_id"])
    op.add_column("ticket", sa.Column("region", sa.String(), nullable=False, server_default=""))
    op.add_column("ticket", moment("replied_at"))
    op.add_column("outcome", sa.Column("region", sa.String(), nullable=True))
    op.add_column("clock", moment("undone_at"))
    for column in (moment("late_at"), moment("over_at"), sa.Column("region", sa.String(), nullable=True)):
        op.add_column("visit_back", column)
    for name in ("late_at", "over_at"):
        op.create_index(f"ix_visit_back_{name}", "visit_back", [name])
    for statement in FILL:
        op.execute(statement)
    _solutions()
    _late()
    op.execute(UNSEEN)
    op.drop_index("ix_ticket_reopened_at", "ticket")
    for name in ("reopened_at", "at_once"):
        op.drop_column("ticket", name)


def _solutions() -> None:
    """From the journal: each "resolved", until the "reopened" after it."""
    moments = sa.Column("at", store.tables.Moment(timezone=True))
    journal = sa.table("journal", *map(sa.column, ("id", "ticket_id", "by", "event")), moments)
    at_once = {row[0]: row[1] for row in op.get_bind().execute(sa.text("SELECT id, at_once FROM ticket"))}
    query = sa.select(journal.c.ticket_id, journal.c.at, journal.c.by, journal.c.event).order_by(
        journal.c.ticket_id, journal.c.id
    )
    rows = list[dict[str, object]]()
    for ticket, at, by, event in op.get_bind().execute(
        query.where(
            journal.c.event.in_(["ticket.resolved", "ticket.reopened"]), journal.c.ticket_id.is_not(None)
        )
    ):
        before = rows[-1] if rows and rows[-1]["ticket_id"] == ticket else None
        if event == "ticket.resolved":
            once = before is None and bool(at_once.get(ticket))
            rows.append(
                {
                    "ticket_id": ticket,
                    "at": at,
                    "by": by,
                    "first": before is None,
                    "at_once": once,
                    "undone_at": None,
                }
            )
        elif before is not None and before["undone_at"] is None:
            before["undone_at"] = at
    names = ("ticket_id", "by", "first", "at_once")
    solution = sa.table(
        "solution",
        *map(sa.column, names),
        sa.Column("at", store.tables.Moment(timezone=True)),
        moment("undone_at"),
    )
    for start in range(0, len(rows), 1000):
        op.get_bind().execute(solution.insert(), rows[start : start + 1000])


def _late() -> None:
    """A visit-back of a cycle is missed two weeks after its day."""
    visits = sa.table(
        "visit_back", sa.column("id"), sa.column("kind"), sa.Column("nominal", sa.Date()), moment("late_at")
    )
    days = (
        op.get_bind()
        .execute(sa.select(visits.c.nominal).where(visits.c.kind == "cycle").distinct())
        .scalars()
        .all()
    )
    for day in days:
        late = datetime.combine(day, time.min, company_zone()) + MISSED_AFTER
        op.execute(
            visits.update().where(visits.c.kind == "cycle", visits.c.nominal == day).values(late_at=late)
        )


def downgrade() -> None:
    op.add_column("ticket", sa.Column("at_once", sa.Boolean(), nullable=True))
    op.add_column("ticket", moment("reopened_at"))
    op.create_index("ix_ticket_reopened_at", "ticket", ["reopened_at"])
    op.execute(
        "UPDATE ticket SET reopened_at = (SELECT max(undone_at) FROM solution WHERE solution.ticket_id = ticket.id)"
    )
    for name in ("late_at", "over_at"):
        op.drop_index(f"ix_visit_back_{name}", "visit_back")
    for table, name in (
        ("outcome", "region"), ("ticket", "region"), ("ticket", "replied_at"), ("clock", "undone_at"), ("visit_back", "late_at"), ("visit_back", "over_at"), ("visit_back", "region"),
    ):  # fmt: skip
        op.drop_column(table, name)
    op.drop_table("solution")
