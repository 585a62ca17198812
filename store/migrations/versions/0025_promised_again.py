"""promises that were broken: how often a new time was told"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("clock") as clock:
        clock.add_column(sa.Column("renewed", store.tables.Number(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("clock") as clock:
        clock.drop_column("renewed")
