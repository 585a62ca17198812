"""words that answer words; who works in the desk's room"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("utterance") as utterance:
        utterance.add_column(sa.Column("quotes", store.tables.Number(), nullable=True))
    with op.batch_alter_table("room") as room:
        room.add_column(sa.Column("members", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("room") as room:
        room.drop_column("members")
    with op.batch_alter_table("utterance") as utterance:
        utterance.drop_column("quotes")
