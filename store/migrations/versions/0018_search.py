"""what staff have looked for last"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search",
        sa.Column("person_id", store.tables.Number(), nullable=False, autoincrement=False),
        sa.Column("number", store.tables.Number(), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("customers", sa.JSON(), nullable=False),
        sa.Column("tickets", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
    )


def downgrade() -> None:
    op.drop_table("search")
