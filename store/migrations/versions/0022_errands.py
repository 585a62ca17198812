"""errands: what takes long is done beside the steps"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "errand",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("person_id", store.tables.Number(), nullable=False),
        sa.Column("account_id", store.tables.Number(), nullable=True),
        sa.Column("topic", store.tables.Number(), nullable=True),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("asked_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("not_before", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("attempts", store.tables.Number(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_errand_person_id", "errand", ["person_id"])


def downgrade() -> None:
    op.drop_table("errand")
