"""forms of special services, and what was agreed to by them"""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

NEW = {
    "service_item": (sa.Column("form", sa.String(20), nullable=False, server_default=""),),
    "quote": (
        sa.Column("consent", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("included", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("said_sha256", sa.String(64), nullable=False, server_default=""),
    ),
}


def upgrade() -> None:
    for table, columns in NEW.items():
        for column in columns:
            op.add_column(table, column)


def downgrade() -> None:
    for table, columns in NEW.items():
        for column in columns:
            op.drop_column(table, column.name)
