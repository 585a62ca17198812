"""photo and staff number of whoever visits customers; of which branch they are"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    on_server = op.get_bind().dialect.name == "postgresql"
    op.add_column("person", sa.Column("staff_number", sa.String(40), nullable=False, server_default=""))
    op.add_column("person", sa.Column("photo_id", sa.BigInteger() if on_server else sa.Integer()))
    op.add_column("dispatch", sa.Column("engineer_region", sa.String(), nullable=False, server_default=""))
