"""alone: a message of which the process may have died is tried with no other beside it"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("alone", sa.Integer(), nullable=False, server_default="0"))
