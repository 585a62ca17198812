"""what the head of a branch adds to its monthly report, and headquarters' answer"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
TABLE = "branch_report"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("report_id", NUMBER, nullable=False),
        sa.Column("limit_at", MOMENT),
        sa.Column("rung", NUMBER, nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("support", sa.String(), nullable=False),
        sa.Column("written_by", NUMBER),
        sa.Column("handed_in_at", MOMENT),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", NUMBER),
        sa.Column("answered_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"]),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("report_id"),
    )
    op.create_index(f"ix_{TABLE}_due_at", TABLE, ["due_at"])


def downgrade() -> None:
    op.drop_table(TABLE)
