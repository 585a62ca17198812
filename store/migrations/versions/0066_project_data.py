"""what the survey of a project has shown; the customer's data"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
PERSON = "person.id"


def upgrade() -> None:
    op.create_table(
        "project_finding",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("noted_by", NUMBER, nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_by", NUMBER),
        sa.Column("decided_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        *(sa.ForeignKeyConstraint([name], [PERSON]) for name in ("noted_by", "decided_by")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_finding_project_id", "project_finding", ["project_id"])
    op.create_table(
        "project_data",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("item_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("file_id", NUMBER, nullable=False),
        sa.Column("sent_by", NUMBER, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("good", NUMBER, nullable=False),
        sa.Column("bad", sa.JSON(), nullable=False),
        sa.Column("wrong", NUMBER, nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("waived_at", MOMENT),
        sa.Column("imported", NUMBER),
        sa.Column("imported_by", NUMBER),
        sa.Column("confirmed_by", NUMBER),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["item_id"], ["project_item.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"]),
        *(sa.ForeignKeyConstraint([name], [PERSON]) for name in ("sent_by", "imported_by", "confirmed_by")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_data_project_id", "project_data", ["project_id"])


def downgrade() -> None:
    op.drop_table("project_data")
    op.drop_table("project_finding")
