"""lost customers, and the half-years that were told"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
LOSS, TOLD = "customer_loss", "churn_report"


def upgrade() -> None:
    op.create_table(
        LOSS,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER, nullable=False),
        sa.Column("region", sa.String(80), nullable=False),
        sa.Column("lost_on", sa.Date(), nullable=False),
        sa.Column("served_until", sa.Date()),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_by", NUMBER),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("back_at", MOMENT),
        sa.Column("back_by", NUMBER),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["back_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("customer_id", "lost_on"):
        op.create_index(f"ix_{LOSS}_{column}", LOSS, [column])
    op.create_table(
        TOLD,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("first"),
    )


def downgrade() -> None:
    op.drop_table(TOLD)
    op.drop_table(LOSS)
