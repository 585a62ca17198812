"""the product of each outcome, and the monthly digest"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outcome") as outcome:
        outcome.add_column(sa.Column("product", sa.String(length=64), nullable=False, server_default=""))
    op.execute(
        "UPDATE outcome SET product = (SELECT entry.product FROM entry WHERE entry.code = outcome.entry_code)"
        " WHERE entry_code IN (SELECT code FROM entry)"
    )
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("month"),
    )
    op.create_index("ix_digest_due_at", "digest", ["due_at"])
