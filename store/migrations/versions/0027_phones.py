"""person: extensions, and more than one number"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _length(40)
    op.add_column("person", sa.Column("other_phones", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("person", "other_phones")
    _length(20)


def _length(size: int) -> None:
    """SQLite keeps texts of any length."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("person", "phone", type_=sa.String(size), existing_nullable=False)
