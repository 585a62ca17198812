"""how a ticket and a question came: in the chat, by telephone, by letter; and who heard it"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

LENGTHS = {"ticket": 20, "outcome": 10}


def upgrade() -> None:
    for table in LENGTHS:
        op.add_column(
            table,
            sa.Column("source", sa.String(length=LENGTHS[table]), nullable=False, server_default="chat"),
        )
    on_server = op.get_bind().dialect.name == "postgresql"
    op.add_column("outcome", sa.Column("heard_by", sa.BigInteger() if on_server else sa.Integer()))


def downgrade() -> None:
    op.drop_column("outcome", "heard_by")
    for table in LENGTHS:
        op.drop_column(table, "source")
