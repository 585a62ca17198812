"""tickets that are urged, and the answers"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "urging",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ticket_id", NUMBER, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("asked_by", NUMBER, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", NUMBER),
        sa.Column("answered_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("ticket_id", "due_at"):
        op.create_index(f"ix_urging_{column}", "urging", [column])


def downgrade() -> None:
    op.drop_table("urging")
