"""what is to be done after a complaint, and assessments"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "complaint_task",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("complaint_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Enum("call", "corrective", "preventive", name="kind", native_enum=False, length=20), nullable=False),
        sa.Column("owner_id", NUMBER, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("limit_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NUMBER, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", NUMBER, nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"]),
        *(sa.ForeignKeyConstraint([column], ["person.id"]) for column in ("owner_id", "created_by", "done_by")),
        sa.PrimaryKeyConstraint("id"),
    )  # fmt: skip
    for column in ("complaint_id", "owner_id", "due_at"):
        op.create_index(f"ix_complaint_task_{column}", "complaint_task", [column])
    op.create_table(
        "assessment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("complaint_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("reason", sa.Enum("argued", "favours", "late", "repeat", "not_on_time", "unreachable", name="reason", native_enum=False, length=20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", NUMBER, nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("commented_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by", NUMBER, nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"]),
        *(sa.ForeignKeyConstraint([column], ["person.id"]) for column in ("person_id", "recorded_by", "withdrawn_by")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("complaint_id", "person_id", "reason"),
    )  # fmt: skip
    for column in ("complaint_id", "person_id"):
        op.create_index(f"ix_assessment_{column}", "assessment", [column])


def downgrade() -> None:
    op.drop_table("assessment")
    op.drop_table("complaint_task")
