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
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, NUMBER, nullable=False, server_default="0"))
    with op.batch_alter_table("exam_attempt") as batch:
        batch.add_column(sa.Column("question_ends_at", MOMENT))
    with op.batch_alter_table("certificate") as batch:
        batch.add_column(sa.Column("sha256", sa.String(64), nullable=False, server_default=""))
        batch.add_column(sa.Column("file_id", NUMBER))
        batch.create_foreign_key("certificate_file_id", "file", ["file_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("certificate") as batch:
        batch.drop_constraint("certificate_file_id", type_="foreignkey")
        batch.drop_column("file_id")
        batch.drop_column("sha256")
    with op.batch_alter_table("exam_attempt") as batch:
        batch.drop_column("question_ends_at")
    for table, column in reversed(COUNTS):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
