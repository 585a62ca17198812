"""an answer that did not help may say why: another problem, tried before, too hard, out of date"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outcome", sa.Column("reason", sa.String(16), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("outcome", "reason")
