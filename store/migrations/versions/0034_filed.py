"""what was open at a time is found in an index, without the tickets' rows"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("filed_when", "ticket", ["filed_at", "resolved_at"])
    op.drop_index("ix_ticket_filed_at", "ticket")


def downgrade() -> None:
    op.create_index("ix_ticket_filed_at", "ticket", ["filed_at"])
    op.drop_index("filed_when", "ticket")
