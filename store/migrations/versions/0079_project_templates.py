"""templates of plans of the company's own"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

TABLE = "project_template"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changed_at", store.tables.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
