"""swaps of shifts, and the daily look for gaps in the roster"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "swap",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("offered_by", store.tables.Number(), nullable=False),
        sa.Column("offered_to", store.tables.Number(), nullable=False),
        sa.Column("starts_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("ends_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("back_starts_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("back_ends_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("offered_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("version", store.tables.Number(), nullable=False),
        sa.ForeignKeyConstraint(["offered_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["offered_to"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_swap_offered_by", "swap", ["offered_by"])
    op.create_index("ix_swap_due_at", "swap", ["due_at"])
    check = op.create_table(
        "gap_check",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gap_check_due_at", "gap_check", ["due_at"])
    if op.get_bind().scalar(sa.text("SELECT id FROM shift LIMIT 1")) is not None:
        # due long ago: it is looked at with the first beat
        op.bulk_insert(check, [{"id": 1, "seen": {}, "due_at": datetime(2026, 1, 1, tzinfo=UTC)}])


def downgrade() -> None:
    op.drop_table("gap_check")
    op.drop_table("swap")
