"""what is read in pictures"""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file", sa.Column("text", sa.String()))


def downgrade() -> None:
    op.drop_column("file", "text")
