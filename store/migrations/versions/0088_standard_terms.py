"""tables of a ticket's messages, of consultations, customer data and staff groups are called what the code calls them"""

from collections.abc import Mapping

from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None

TABLES = {
    "utterance": "ticket_message",
    "inquiry": "consultation",
    "taken_data": "customer_data",
    "room": "staff_group",
    "thread": "topic_thread",
}
INDEXES = {  # columns with an index of their own, by the table's new name
    "ticket_message": ("album", "person_id", "talk_id", "ticket_id"),
    "consultation": ("asked_to", "due_at", "ticket_id"),
    "customer_data": ("dispatch_id", "due_at", "ticket_id"),
    "staff_group": ("made_at",),
}
COLUMNS = (  # table, before, after
    ("file", "utterance_id", "message_id"),
    ("topic", "room_id", "group_id"),
    ("topic_thread", "room_id", "group_id"),
)


def upgrade() -> None:
    _rename(TABLES)
    for table, before, after in COLUMNS:
        _column(table, before, after)


def downgrade() -> None:
    for table, before, after in COLUMNS:
        _column(table, after, before)
    _rename({after: before for before, after in TABLES.items()})


def _rename(tables: Mapping[str, str]) -> None:
    for before, after in tables.items():
        indexed = INDEXES.get(after, INDEXES.get(before, ()))
        for column in indexed:
            op.drop_index(f"ix_{before}_{column}", before)
        op.rename_table(before, after)
        for column in indexed:
            op.create_index(f"ix_{after}_{column}", after, [column])
    if op.get_bind().dialect.name == "postgresql":
        for before, after in tables.items():
            op.execute(f"ALTER SEQUENCE IF EXISTS {before}_id_seq RENAME TO {after}_id_seq")
            op.execute(f"DROP TRIGGER IF EXISTS revision_{before} ON {after}")


def _column(table: str, before: str, after: str) -> None:
    indexed = table == "file"
    if indexed:
        op.drop_index(f"ix_{table}_{before}", table)
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}")
    if indexed:
        op.create_index(f"ix_{table}_{after}", table, [after])
