"""the base learns: versions of entries, learnt wordings, files, owners, reviews; whose word an outcome is; the catalogue"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("entry") as entry:
        entry.add_column(sa.Column("learnt", sa.JSON(), nullable=False, server_default="[]"))
        entry.add_column(sa.Column("files", sa.JSON(), nullable=False, server_default="[]"))
        entry.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        entry.add_column(sa.Column("changed_by", sa.Integer(), nullable=True))
        entry.add_column(sa.Column("review_at", store.tables.Moment(timezone=True), nullable=True))
        entry.add_column(sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True))
        entry.create_index("ix_entry_owner_id", ["owner_id"])
        entry.create_index("ix_entry_due_at", ["due_at"])
    with op.batch_alter_table("outcome") as outcome:
        outcome.add_column(sa.Column("customer_id", sa.Integer(), nullable=True))
        outcome.add_column(sa.Column("key", sa.Text(), nullable=False, server_default=""))
        outcome.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        outcome.create_index("ix_outcome_proposal_id", ["proposal_id"])
    with op.batch_alter_table("proposal") as proposal:
        proposal.add_column(sa.Column("files", sa.JSON(), nullable=False, server_default="[]"))
        proposal.add_column(sa.Column("module", sa.String(length=128), nullable=False, server_default=""))
    op.create_table(
        "entry_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("entry_id", "version"),
    )
    op.create_table(
        "module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("name_en", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("product", "code"),
    )
    op.create_table(
        "error_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("entry_code", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("product", "code"),
    )
    op.create_index("ix_error_code_code", "error_code", ["code"])
    op.create_index("ix_error_code_entry_code", "error_code", ["entry_code"])
