"""reviews of the documents of a project; which release was installed"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()


def upgrade() -> None:
    op.add_column("project", sa.Column("release", sa.String(40), nullable=False, server_default=""))
    op.create_table(
        "project_review",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("at", store.tables.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_review_project_id", "project_review", ["project_id"])


def downgrade() -> None:
    op.drop_table("project_review")
    op.drop_column("project", "release")
