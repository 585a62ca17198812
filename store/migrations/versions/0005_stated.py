"""how likely an answer was that came to something"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outcome") as outcome:
        outcome.add_column(sa.Column("stated", sa.Float(), nullable=True))
        outcome.create_index("ix_outcome_stated", ["stated"])


def downgrade() -> None:
    with op.batch_alter_table("outcome") as outcome:
        outcome.drop_index("ix_outcome_stated")
        outcome.drop_column("stated")
