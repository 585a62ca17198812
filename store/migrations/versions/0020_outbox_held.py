"""what is put off in the outbox is found without looking at all that waits"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("outbox_held", "outbox", ["state", "due_at"])


def downgrade() -> None:
    op.drop_index("outbox_held", "outbox")
