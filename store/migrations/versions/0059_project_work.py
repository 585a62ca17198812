"""daily logs, what is beyond a consultant, assessments, deliverables that wait"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
PERSON = "person.id"


COUNTED = (("project", "moves"), ("project_stage", "offers"), ("project_item", "fills"))


def upgrade() -> None:
    for table, column in COUNTED:
        op.add_column(table, sa.Column(column, NUMBER, nullable=False, server_default="0"))
    op.add_column("project_stage", sa.Column("due_at", MOMENT))
    op.create_index("ix_project_stage_due_at", "project_stage", ["due_at"])
    op.create_table(
        "project_log",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked_at", MOMENT),
        sa.Column("missing_at", MOMENT),
        sa.Column("absent", sa.Boolean(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("left", sa.String(), nullable=False),
        sa.Column("next", sa.String(), nullable=False),
        sa.Column("minutes", NUMBER, nullable=False),
        sa.Column("written_at", MOMENT),
        sa.Column("confirmed_by", NUMBER),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["person_id"], [PERSON]),
        sa.ForeignKeyConstraint(["confirmed_by"], [PERSON]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id", "person_id", "day"),
    )
    for column in ("project_id", "person_id", "due_at"):
        op.create_index(f"ix_project_log_{column}", "project_log", [column])
    op.create_table(
        "project_beyond",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("whom", sa.String(20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("raised_by", NUMBER, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("rung", NUMBER, nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("taken_by", NUMBER),
        sa.Column("taken_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["raised_by"], [PERSON]),
        sa.ForeignKeyConstraint(["taken_by"], [PERSON]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("project_id", "due_at"):
        op.create_index(f"ix_project_beyond_{column}", "project_beyond", [column])
    op.create_table(
        "project_assessment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("round", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("form_version", NUMBER, nullable=False),
        sa.Column("at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["person_id"], [PERSON]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_assessment_project_id", "project_assessment", ["project_id"])


def downgrade() -> None:
    for name in ("project_assessment", "project_beyond", "project_log"):
        op.drop_table(name)
    op.drop_index("ix_project_stage_due_at", "project_stage")
    op.drop_column("project_stage", "due_at")
    for table, column in COUNTED:
        op.drop_column(table, column)
