"""exams, who may take them, and attempts"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def _to(table: str, *names: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([name], [f"{table}.id"]) for name in names]


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    op.create_table(
        "exam",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("course_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("minutes", NUMBER, nullable=False),
        sa.Column("pass_percent", NUMBER, nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("wait_days", NUMBER, nullable=False),
        sa.Column("shows", sa.String(20), nullable=False),
        sa.Column("may_return", sa.Boolean(), nullable=False),
        sa.Column("created_by", NUMBER),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_to("training_course", "course_id"),
        *_to("person", "created_by"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("exam", "course_id")
    op.create_table(
        "exam_candidate",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("exam_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER),
        sa.Column("class_id", NUMBER),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("by", NUMBER),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        *_to("exam", "exam_id"),
        *_to("person", "person_id", "by"),
        *_to("customer", "customer_id"),
        *_to("training_class", "class_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("exam_candidate", "exam_id", "person_id", "customer_id", "class_id", "due_at")
    op.create_table(
        "exam_attempt",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("candidate_id", NUMBER, nullable=False),
        sa.Column("exam_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER),
        sa.Column("nth", NUMBER, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("seed", NUMBER, nullable=False),
        sa.Column("paper", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("given_back", NUMBER, nullable=False),
        sa.Column("handed_in_at", MOMENT),
        sa.Column("score", NUMBER, nullable=False),
        sa.Column("percent", NUMBER, nullable=False),
        sa.Column("by_topic", sa.JSON(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        *_to("exam_candidate", "candidate_id"),
        *_to("exam", "exam_id"),
        *_to("person", "person_id"),
        *_to("customer", "customer_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index(
        "exam_attempt",
        "candidate_id",
        "exam_id",
        "person_id",
        "customer_id",
        "state",
        "handed_in_at",
        "due_at",
    )
    op.create_table(
        "sign_of_life",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("sign_of_life", "due_at")


def downgrade() -> None:
    for table in ("sign_of_life", "exam_attempt", "exam_candidate", "exam"):
        op.drop_table(table)
