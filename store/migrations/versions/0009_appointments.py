"""appointments of engineers with customers"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("dispatch_id", store.tables.Number(), nullable=False),
        sa.Column("ticket_id", store.tables.Number(), nullable=False),
        sa.Column("engineer_id", store.tables.Number(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("proposed_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("starts_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("ends_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("begun", sa.Boolean(), nullable=False),
        sa.Column("sequence", store.tables.Number(), nullable=False),
        sa.Column("version", store.tables.Number(), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatch.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["engineer_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dispatch_id"),
    )
    for column in ("ticket_id", "engineer_id", "starts_at", "due_at"):
        op.create_index(f"ix_appointment_{column}", "appointment", [column])


def downgrade() -> None:
    op.drop_table("appointment")
