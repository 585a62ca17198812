"""the staff group: its topics, what goes there, and notes that stay inside"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("account_id", store.tables.Number(), nullable=False),
        sa.Column("made_by", store.tables.Number(), nullable=False),
        sa.Column("made_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("outsiders", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id"),
    )
    op.create_index("ix_room_made_at", "room", ["made_at"])
    op.create_table(
        "topic",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("room_id", store.tables.Number(), nullable=False),
        sa.Column("ticket_id", store.tables.Number(), nullable=False),
        sa.Column("thread", sa.String(20), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("room_id", "ticket_id"),
    )
    op.create_index("ix_topic_ticket_id", "topic", ["ticket_id"])
    op.create_table(
        "thread",
        sa.Column("room_id", store.tables.Number(), nullable=False),
        sa.Column("thread", sa.String(20), nullable=False),
        sa.Column("topic_id", store.tables.Number(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("room_id", "thread"),
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("topic_id", store.tables.Number(), nullable=True))
    with op.batch_alter_table("utterance") as utterance:
        utterance.add_column(sa.Column("internal", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("utterance") as utterance:
        utterance.drop_column("internal")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("topic_id")
    op.drop_table("thread")
    op.drop_table("topic")
    op.drop_table("room")
