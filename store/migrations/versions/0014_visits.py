"""the record of a visit, its sign-off, what follows from it; data taken away"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXTS = ("place", "parts", "remark")
MOMENTS = ("working_at", "signed_at", "written_off_at", "due_at")
LISTS = ("photos", "left_out")


def upgrade() -> None:
    op.create_table(
        "taken_data",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("dispatch_id", store.tables.Number(), nullable=False),
        sa.Column("ticket_id", store.tables.Number(), nullable=False),
        sa.Column("engineer_id", store.tables.Number(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("promised_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answered_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("returned_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("version", store.tables.Number(), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatch.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["engineer_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("dispatch_id", "ticket_id", "due_at"):
        op.create_index(f"ix_taken_data_{column}", "taken_data", [column])
    with op.batch_alter_table("dispatch") as dispatch:
        for name in TEXTS:
            dispatch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in ("opinion", "passed_to"):
            dispatch.add_column(sa.Column(name, sa.String(length=20), nullable=False, server_default=""))
        for name in LISTS:
            dispatch.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        dispatch.add_column(sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
        for name in MOMENTS:
            dispatch.add_column(sa.Column(name, store.tables.Moment(timezone=True), nullable=True))
        for name in ("minutes", "follows_id"):
            dispatch.add_column(sa.Column(name, store.tables.Number(), nullable=True))
        dispatch.add_column(sa.Column("solved", sa.Boolean(), nullable=True))
        dispatch.create_index("ix_dispatch_due_at", ["due_at"])


def downgrade() -> None:
    with op.batch_alter_table("dispatch") as dispatch:
        dispatch.drop_index("ix_dispatch_due_at")
        for name in (
            *TEXTS,
            "opinion",
            "passed_to",
            *LISTS,
            "facts",
            *MOMENTS,
            "minutes",
            "follows_id",
            "solved",
        ):
            dispatch.drop_column(name)
    op.drop_table("taken_data")
