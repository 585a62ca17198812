"""whenever the roster changes it is looked at whether what is open is with somebody who is there"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    check = op.create_table(
        "handover_check",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_handover_check_due_at", "handover_check", ["due_at"])
    if op.get_bind().scalar(sa.text("SELECT id FROM shift LIMIT 1")) is not None:
        # due long ago: it is looked at with the first beat
        op.bulk_insert(check, [{"id": 1, "due_at": datetime(2026, 1, 1, tzinfo=UTC)}])


def downgrade() -> None:
    op.drop_table("handover_check")
