"""recommendations of inspections"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
TABLE = "recommendation"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ticket_id", NUMBER, nullable=False),
        sa.Column("order_id", NUMBER, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date()),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_by", NUMBER),
        sa.Column("due_at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["order_id"], ["dispatch.id"]),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("ticket_id", "order_id", "due_at"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
