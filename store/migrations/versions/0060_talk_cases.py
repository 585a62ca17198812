"""conversations kept as test cases of the problem base"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "talk_case",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("kept_by", NUMBER),
        sa.Column("person_id", NUMBER),
        sa.Column("ticket_id", NUMBER),
        sa.ForeignKeyConstraint(["kept_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("at", "person_id", "ticket_id"):
        op.create_index(f"ix_talk_case_{column}", "talk_case", [column])


def downgrade() -> None:
    op.drop_table("talk_case")
