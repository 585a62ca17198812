"""minutes a question; the file of a certificate, and what it was to the byte"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
COUNTS = (("exam", "minutes_each"), ("exam_attempt", "reached"))


def upgrade() -> None:
    for table, column in COUNTS:
        op.add_column(table, sa.Column(column, NUMBER, nullable=False, server_default="0"))
    op.add_column("exam_attempt", sa.Column("question_ends_at", MOMENT))
    op.add_column("certificate", sa.Column("sha256", sa.String(64), nullable=False, server_default=""))
    # in plain SQL: a table that others point to cannot be made anew in SQLite, as Alembic would
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE certificate ADD COLUMN file_id {kind} REFERENCES file (id)")


def downgrade() -> None:
    with op.batch_alter_table("certificate") as batch:
        batch.drop_column("file_id")
        batch.drop_column("sha256")
    op.drop_column("exam_attempt", "question_ends_at")
    for table, column in reversed(COUNTS):
        op.drop_column(table, column)
