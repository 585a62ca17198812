"""the lines of a hand-over; what remote work has changed"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("handed_over", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("remote_work", sa.Column("changed", sa.String(), nullable=False, server_default=""))
