"""the class that a survey is about"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit_back", sa.Column("class_id", store.tables.Number()))


def downgrade() -> None:
    op.drop_column("visit_back", "class_id")
