"""emergencies, and who answered the call"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emergency",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("ticket_id", store.tables.Number(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("calls", store.tables.Number(), nullable=False),
        sa.Column("called_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("version", store.tables.Number(), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_emergency_ticket_id", "emergency", ["ticket_id"])
    op.create_index("ix_emergency_due_at", "emergency", ["due_at"])


def downgrade() -> None:
    op.drop_table("emergency")
