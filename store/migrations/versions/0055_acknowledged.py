"""who has acknowledged the complaint analysis; complaints to be answered at once"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
TABLE = "report_acknowledgement"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("report_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("report_id", "person_id"),
    )
    for column in ("report_id", "person_id", "due_at"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])
    op.add_column("complaint", sa.Column("at_once_at", MOMENT))


def downgrade() -> None:
    op.drop_column("complaint", "at_once_at")
    op.drop_table(TABLE)
