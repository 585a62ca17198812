"""what a need of a new customer has become"""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("need", sa.Column("becomes", sa.String(40), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("need", "becomes")
