"""documents of customers, with versions and readers"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("file_id", NUMBER, nullable=False),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added_by", NUMBER),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"]),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_document_customer_id", "document", ["customer_id"])


def downgrade() -> None:
    op.drop_table("document")
