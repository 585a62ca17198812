"""first visits of sold customers, and what they need"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "first_visit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER, nullable=False),
        sa.Column("contact_id", NUMBER, nullable=False),
        sa.Column("submitted_by", NUMBER, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("holder_id", NUMBER),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("product", sa.String(20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("informed", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("limit_at", MOMENT, nullable=False),
        sa.Column("rung", NUMBER, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by", NUMBER),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"])
            for name in ("contact_id", "submitted_by", "holder_id", "done_by")
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("customer_id", "contact_id", "due_at"):
        op.create_index(f"ix_first_visit_{column}", "first_visit", [column])
    op.create_table(
        "need",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("first_visit_id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("said_by", NUMBER, nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("handed_at", MOMENT),
        sa.Column("holder_id", NUMBER),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("rung", NUMBER, nullable=False),
        sa.Column("taken_by", NUMBER),
        sa.Column("taken_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["first_visit_id"], ["first_visit.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        *(sa.ForeignKeyConstraint([name], ["person.id"]) for name in ("said_by", "holder_id", "taken_by")),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("first_visit_id", "customer_id", "said_at", "due_at"):
        op.create_index(f"ix_need_{column}", "need", [column])


def downgrade() -> None:
    op.drop_table("need")
    op.drop_table("first_visit")
