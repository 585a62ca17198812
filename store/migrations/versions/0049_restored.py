"""when service was restored by a way round"""

import sqlalchemy as sa
from alembic import op

from store import Moment

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("restored_at", Moment()))
