"""praise, opinions and suggestions"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("visit_back_id", NUMBER),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("holder_id", NUMBER),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", NUMBER),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"])
            for name in ("person_id", "holder_id", "answered_by")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["visit_back_id"], ["visit_back.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("visit_back_id"),
    )
    for column in ("person_id", "customer_id", "given_at", "due_at"):
        op.create_index(f"ix_feedback_{column}", "feedback", [column])


def downgrade() -> None:
    op.drop_table("feedback")
