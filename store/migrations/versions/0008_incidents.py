"""known incidents, and the tickets that report them"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("master_id", store.tables.Number(), nullable=False),
        sa.Column("opened_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("fixed_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("version", store.tables.Number(), nullable=False),
        sa.ForeignKeyConstraint(["master_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_incident_fixed_at", "incident", ["fixed_at"])
    op.create_index("ix_incident_due_at", "incident", ["due_at"])
    with op.batch_alter_table("ticket") as ticket:
        ticket.add_column(sa.Column("incident_id", store.tables.Number(), nullable=True))
        ticket.create_index("ix_ticket_incident_id", ["incident_id"])


def downgrade() -> None:
    with op.batch_alter_table("ticket") as ticket:
        ticket.drop_index("ix_ticket_incident_id")
        ticket.drop_column("incident_id")
    op.drop_table("incident")
