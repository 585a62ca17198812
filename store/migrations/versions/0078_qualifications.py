"""qualifications of staff"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
TABLE = "qualification"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("product", sa.String(20), nullable=False),
        sa.Column("skill", sa.String(60), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("certificate_id", NUMBER),
        sa.Column("given_by", NUMBER),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"]),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("person_id", "certificate_id", "due_at"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
