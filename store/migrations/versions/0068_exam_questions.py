"""the question bank"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
TABLE = "exam_question"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("course_id", NUMBER, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("edition", NUMBER, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("level", NUMBER, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("words_en", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("options_en", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("tolerance", sa.String(20), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("why_en", sa.String(), nullable=False),
        sa.Column("picture_id", NUMBER),
        sa.Column("approved_by", NUMBER),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["training_course.id"]),
        sa.ForeignKeyConstraint(["picture_id"], ["file.id"]),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("course_id", "code", "edition"),
    )
    op.create_index(f"ix_{TABLE}_course_id", TABLE, ["course_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
