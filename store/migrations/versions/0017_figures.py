"""figures: what is counted of a ticket, the moments by which it is found, and the monthly reports"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENTS = {
    "ticket": ("filed_at", "resolved_at", "reopened_at"),
    "visit_back": ("nominal", "invited_at", "answered_at"),
}
BROKEN = sa.text("broken_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("ticket") as ticket:
        ticket.add_column(sa.Column("module", sa.String(128), nullable=False, server_default=""))
        ticket.add_column(sa.Column("at_once", sa.Boolean(), nullable=True))
        ticket.add_column(sa.Column("reopened_at", store.tables.Moment(timezone=True), nullable=True))
    op.create_table(
        "report",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("region", sa.String(80), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("made_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("what", "month", "region"),
    )
    op.create_index("ix_report_due_at", "report", ["due_at"])
    for table, names in MOMENTS.items():
        for name in names:
            op.create_index(f"ix_{table}_{name}", table, [name])
    op.create_index("filed_by_contact", "ticket", ["contact_id", "filed_at"])
    op.create_index("broken_clock", "clock", ["broken_at"], sqlite_where=BROKEN, postgresql_where=BROKEN)


def downgrade() -> None:
    op.drop_table("report")
    op.drop_index("broken_clock", "clock")
    op.drop_index("filed_by_contact", "ticket")
    for table, names in MOMENTS.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table)
    with op.batch_alter_table("ticket") as ticket:
        for name in ("reopened_at", "at_once", "module"):
            ticket.drop_column(name)
