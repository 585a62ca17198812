"""renewals: whether a customer renews, asked ahead of the end and after it"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

# each service period that has not long ended is looked at once after the start; the rule plans its days
KNOWN = """
INSERT INTO renewal (contract_id, customer_id, last_day, asked, answer, reason, words, unreached, due_at, version)
SELECT id, customer_id, ends_on, '[]', 'none', '', '', 0, CURRENT_TIMESTAMP, 1 FROM contract
WHERE kind IN ('free', 'paid') AND ends_on < '2999-12-31' AND ends_on >= CURRENT_DATE
"""


def upgrade() -> None:
    big = sa.BigInteger() if op.get_bind().dialect.name == "postgresql" else sa.Integer()
    op.create_table(
        "renewal",
        sa.Column("id", big, nullable=False),
        sa.Column("contract_id", big, nullable=False),
        sa.Column("customer_id", big, nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("ask_again_on", sa.Date()),
        sa.Column("unreached", big, nullable=False),
        sa.Column("answered_by", big),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("version", big, nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id"),
    )
    op.create_index("ix_renewal_customer_id", "renewal", ["customer_id"])
    op.create_index("ix_renewal_due_at", "renewal", ["due_at"])
    op.execute(KNOWN)


def downgrade() -> None:
    op.drop_table("renewal")
