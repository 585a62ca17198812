"""a contact may belong to several companies"""

import sqlalchemy as sa
from alembic import op

import store.tables

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()


def upgrade() -> None:
    op.create_table(
        "membership",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER, nullable=False),
        sa.Column("since", store.tables.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("person_id", "customer_id"):
        op.create_index(f"ix_membership_{column}", "membership", [column])


def downgrade() -> None:
    op.drop_table("membership")
