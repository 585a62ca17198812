"""how requirements stand in R&D's tracker, what was sent along with a wish, until when an outcome can be undone"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None

MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.add_column("requirement", sa.Column("tracker_status", sa.String(), nullable=False, server_default=""))
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, MOMENT))
    op.add_column("voice", sa.Column("files", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("voice", "files")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
    op.drop_column("requirement", "tracker_status")


COLUMNS = (
    ("requirement", "tracker_at"),
    ("requirement", "tracker_moved_at"),
    ("requirement", "undo_until"),
    ("inquiry", "tracker_moved_at"),
)
