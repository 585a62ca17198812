"""questions to colleagues and R&D, remote work with consent, and contacts that did not solve a ticket"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("ticket_id", store.tables.Number(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_by", store.tables.Number(), nullable=False),
        sa.Column("asked_to", store.tables.Number(), nullable=False),
        sa.Column("asked_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("next_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("reminded", store.tables.Number(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("ended_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("version", store.tables.Number(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["asked_to"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("ticket_id", "asked_to", "due_at"):
        op.create_index(f"ix_inquiry_{column}", "inquiry", [column])
    op.create_table(
        "remote_work",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("ticket_id", store.tables.Number(), nullable=False),
        sa.Column("asked_by", store.tables.Number(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("answered_by", store.tables.Number(), nullable=True),
        sa.Column("answered_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("began_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("ended_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("version", store.tables.Number(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_remote_work_ticket_id", "remote_work", ["ticket_id"])
    with op.batch_alter_table("ticket") as ticket:
        ticket.add_column(sa.Column("unsolved", store.tables.Number(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("ticket") as ticket:
        ticket.drop_column("unsolved")
    op.drop_table("remote_work")
    op.drop_table("inquiry")
