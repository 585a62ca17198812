"""why a release is withdrawn, in English, too"""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("release", sa.Column("why_en", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("release", "why_en")
