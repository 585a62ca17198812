"""surveys are data with versions; visit-backs know theirs, and the ticket that came of it"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version", store.tables.Number(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("imported_at", store.tables.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", "version"),
    )
    op.create_table(
        "replan",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=True),
        sa.Column("after", store.tables.Number(), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_replan_due_at", "replan", ["due_at"])
    with op.batch_alter_table("visit_back") as visit_back:
        visit_back.add_column(sa.Column("survey", sa.String(length=20), nullable=False, server_default=""))
        visit_back.add_column(
            sa.Column("survey_version", store.tables.Number(), nullable=False, server_default="0")
        )
        visit_back.add_column(sa.Column("answered_by", store.tables.Number(), nullable=True))
        visit_back.add_column(sa.Column("trouble_id", store.tables.Number(), nullable=True))
        visit_back.create_foreign_key("fk_visit_back_answered_by", "person", ["answered_by"], ["id"])
        visit_back.create_foreign_key("fk_visit_back_trouble_id", "ticket", ["trouble_id"], ["id"])
        visit_back.create_index("ix_visit_back_trouble_id", ["trouble_id"])
    op.execute("UPDATE visit_back SET survey = kind WHERE contact_id IS NOT NULL AND state <> 'planned'")


def downgrade() -> None:
    with op.batch_alter_table("visit_back") as visit_back:
        visit_back.drop_index("ix_visit_back_trouble_id")
        visit_back.drop_constraint("fk_visit_back_trouble_id", type_="foreignkey")
        visit_back.drop_constraint("fk_visit_back_answered_by", type_="foreignkey")
        visit_back.drop_column("trouble_id")
        visit_back.drop_column("answered_by")
        visit_back.drop_column("survey_version")
        visit_back.drop_column("survey")
    op.drop_table("replan")
    op.drop_table("survey")
