"""releases, what they mend, and what each customer chose"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "release",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("product", sa.String(20), nullable=False),
        sa.Column("product_version", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("notes_en", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("made_by", NUMBER, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("announced_by", NUMBER),
        sa.Column("announced_at", MOMENT),
        sa.Column("withdrawn_by", NUMBER),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["product"], ["product.code"]),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["announced_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("product", "product_version"),
    )
    op.create_table(
        "release_fix",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("release_id", NUMBER, nullable=False),
        sa.Column("mends", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("release_id", "mends"),
    )
    op.create_table(
        "release_choice",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("release_id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("waits", sa.JSON(), nullable=False),
        sa.Column("told_at", MOMENT),
        sa.Column("asked", NUMBER, nullable=False),
        sa.Column("again_on", sa.Date()),
        sa.Column("ticket_id", NUMBER),
        sa.Column("trouble_id", NUMBER),
        sa.Column("said_by", NUMBER),
        sa.Column("said_at", MOMENT),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["trouble_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("release_id", "customer_id"),
    )
    for table, columns in {
        "release": ("state", "announced_at"),
        "release_fix": ("release_id",),
        "release_choice": ("release_id", "customer_id", "ticket_id", "trouble_id", "due_at"),
    }.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in ("release_choice", "release_fix", "release"):
        op.drop_table(table)
