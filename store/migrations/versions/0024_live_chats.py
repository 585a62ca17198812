"""live chats: staff and customer write to each other"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_chat",
        sa.Column("ticket_id", store.tables.Number(), nullable=False),
        sa.Column("contact_id", store.tables.Number(), nullable=False),
        sa.Column("staff_id", store.tables.Number(), nullable=False),
        sa.Column("begun_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("staff_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("contact_at", store.tables.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_index("ix_live_chat_contact_id", "live_chat", ["contact_id"])


def downgrade() -> None:
    op.drop_table("live_chat")
