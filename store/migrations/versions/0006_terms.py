"""clocks follow from their terms; regions with their hours, leave, alerts kept for the morning"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "region",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("support", sa.String(), nullable=False),
        sa.Column("working", sa.String(), nullable=False),
        sa.Column("open_on_holidays", sa.Boolean(), nullable=False),
        sa.Column("support_days", sa.JSON(), nullable=False),
        sa.Column("working_days", sa.JSON(), nullable=False),
        sa.Column("changed_at", store.tables.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "leave",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("person_id", store.tables.Number(), nullable=False),
        sa.Column("starts_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("ends_at", store.tables.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "starts_at"),
    )
    op.create_index("ix_leave_ends_at", "leave", ["ends_at"])
    op.create_table(
        "held_alert",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("person_id", store.tables.Number(), nullable=False),
        sa.Column("alert_id", store.tables.Number(), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "alert_id"),
    )
    op.create_index("ix_held_alert_alert_id", "held_alert", ["alert_id"])
    op.create_index("ix_held_alert_due_at", "held_alert", ["due_at"])
    with op.batch_alter_table("alert") as alert:
        alert.add_column(sa.Column("told", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("contract") as contract:
        contract.add_column(sa.Column("promises", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("clock") as clock:
        clock.add_column(sa.Column("region", sa.String(), nullable=False, server_default=""))
        clock.add_column(sa.Column("terms", sa.String(length=30), nullable=False, server_default=""))
        clock.add_column(sa.Column("fixed_at", store.tables.Moment(timezone=True), nullable=True))
        clock.add_column(sa.Column("pauses", sa.JSON(), nullable=False, server_default="[]"))
        clock.add_column(sa.Column("held_in", sa.String(length=20), nullable=False, server_default=""))
        clock.add_column(sa.Column("warned_to", store.tables.Number(), nullable=False, server_default="0"))
        clock.create_index("ix_clock_ended_at", ["ended_at"])
    # what runs already keeps its limit as a definite time, and its warning if that is still to come
    op.execute("UPDATE clock SET fixed_at = limit_at")
    op.execute("UPDATE clock SET warned_to = 2592000 WHERE warned_at IS NULL")


def downgrade() -> None:
    with op.batch_alter_table("clock") as clock:
        clock.drop_index("ix_clock_ended_at")
        for column in ("warned_to", "held_in", "pauses", "fixed_at", "terms", "region"):
            clock.drop_column(column)
    with op.batch_alter_table("contract") as contract:
        contract.drop_column("promises")
    with op.batch_alter_table("alert") as alert:
        alert.drop_column("told")
    for table in ("held_alert", "leave", "region"):
        op.drop_table(table)
