"""plan and review of an emergency"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("plan", "review"):
        op.add_column("emergency", sa.Column(name, sa.String(), nullable=False, server_default=""))
