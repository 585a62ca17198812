"""how often a customer was reminded of what a ticket waits for"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    on_server = op.get_bind().dialect.name == "postgresql"
    big = sa.BigInteger() if on_server else sa.Integer()
    op.add_column("ticket", sa.Column("chased", big, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("ticket", "chased")
