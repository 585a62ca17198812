"""further wishes on site"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dispatch", sa.Column("wishes", sa.JSON(), nullable=False, server_default="[]"))
