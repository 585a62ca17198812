"""what was offered to a customer and was none of theirs stands on the ticket"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("declined", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("ticket", "declined")
