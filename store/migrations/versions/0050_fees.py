"""agreed fees, followed until they are paid"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "fee",
        sa.Column("id", NUMBER, nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in ("quote_id", "ticket_id", "holder_id")),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("amount_minor", NUMBER, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("quoted_at", "agreed_at")),
        *(sa.Column(name, MOMENT) for name in ("done_at", "invoiced_at", "paid_at", "due_at")),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("quote_id"),
    )
    for column in ("ticket_id", "holder_id", "due_at"):
        op.create_index(f"ix_fee_{column}", "fee", [column])


def downgrade() -> None:
    op.drop_table("fee")
