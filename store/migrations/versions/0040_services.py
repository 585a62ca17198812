"""the catalogue of services with their prices"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
UNITS = ("case", "hour", "day", "visit")


def upgrade() -> None:
    op.create_table(
        "service_item",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("unit", sa.Enum(*UNITS, name="unit", native_enum=False, length=20), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("problem_types", "in_scope_for", "depends_for")),
        sa.Column("counts_against", sa.String(20), nullable=False),
        sa.Column("price_minor", NUMBER, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", "valid_from"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("service_item")
