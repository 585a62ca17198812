"""rows that the columnar copy of the figures has to read again"""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    number = sa.Column(
        "number", sa.Integer() if on_sqlite else sa.BigInteger(), primary_key=on_sqlite, nullable=False
    )
    op.create_table(
        "changed_row",
        number,
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    if not on_sqlite:
        op.create_index("ix_changed_row_number", "changed_row", ["number"])


def downgrade() -> None:
    op.drop_table("changed_row")
