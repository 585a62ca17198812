"""requests that are not plainly in scope, with their offers and signatures"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def _words(name: str) -> sa.Column:
    return sa.Column(name, sa.String(20), nullable=False)


def upgrade() -> None:
    op.add_column("ticket", sa.Column("scope", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("ticket", sa.Column("waits_for", sa.String(10), nullable=False, server_default=""))
    op.create_table(
        "scope_case",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ticket_id", NUMBER, nullable=False),
        *(_words(name) for name in ("verdict", "ground", "state")),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("item_code", sa.String(40), nullable=False),
        sa.Column("holder_id", NUMBER),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("rung", NUMBER, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        *(sa.Column(name, MOMENT) for name in ("limit_at", "decided_at", "settled_at", "due_at")),
        sa.Column("decided_by", NUMBER),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        *(sa.ForeignKeyConstraint([column], ["person.id"]) for column in ("holder_id", "decided_by")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ticket_id"),
    )
    for column in ("state", "holder_id", "due_at"):
        op.create_index(f"ix_scope_case_{column}", "scope_case", [column])
    op.create_table(
        "quote",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        _words("state"),
        sa.Column("lines", sa.JSON(), nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in ("total_minor", "list_minor")),
        sa.Column("currency", sa.String(3), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("free", "special")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("reason", "words", "sent_back")),
        sa.Column("renews_until", sa.Date()),
        sa.Column("valid_until", MOMENT, nullable=False),
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("text_sha256", "signed_sha256")),
        sa.Column("proposed_by", NUMBER, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        *(sa.Column(name, NUMBER) for name in ("signed_by", "said_by")),
        *(sa.Column(name, MOMENT) for name in ("signed_at", "said_at")),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["scope_case.id"]),
        *(
            sa.ForeignKeyConstraint([column], ["person.id"])
            for column in ("proposed_by", "signed_by", "said_by")
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_quote_case_id", "quote", ["case_id"])


def downgrade() -> None:
    op.drop_table("quote")
    op.drop_table("scope_case")
    op.drop_column("ticket", "waits_for")
    op.drop_column("ticket", "scope")
