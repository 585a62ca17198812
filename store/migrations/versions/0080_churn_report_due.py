"""the half-yearly report of lost customers goes out by itself"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

MOMENT = store.tables.Moment(timezone=True)
TOLD = "churn_report"


def upgrade() -> None:
    with op.batch_alter_table(TOLD) as table:
        table.add_column(sa.Column("due_at", MOMENT))
        table.alter_column("told_at", existing_type=MOMENT, nullable=True)
        table.create_index(f"ix_{TOLD}_due_at", ["due_at"])


def downgrade() -> None:
    op.execute(sa.text(f"DELETE FROM {TOLD} WHERE told_at IS NULL"))
    with op.batch_alter_table(TOLD) as table:
        table.drop_index(f"ix_{TOLD}_due_at")
        table.alter_column("told_at", existing_type=MOMENT, nullable=False)
        table.drop_column("due_at")
