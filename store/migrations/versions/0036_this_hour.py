"""what somebody has said and sent within the hour stands in the row of their account"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("this_hour", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("account", "this_hour")
