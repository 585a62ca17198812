"""the key and the status of what R&D has, in their own tracker"""

import sqlalchemy as sa
from alembic import op

from store import Moment

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind in (("tracker_key", sa.String(60)), ("tracker_status", sa.String())):
        op.add_column("inquiry", sa.Column(name, kind, nullable=False, server_default=""))
    op.add_column("inquiry", sa.Column("tracker_at", Moment()))
