"""campaigns of surveys, inspections by plan"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("survey", sa.String(length=20), nullable=False),
        sa.Column("survey_version", store.tables.Number(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("pace", store.tables.Number(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_by", store.tables.Number(), nullable=True),
        sa.Column("created_at", store.tables.Moment(timezone=True), nullable=False),
        sa.Column("started_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("version", store.tables.Number(), nullable=False),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_campaign_due_at", "campaign", ["due_at"])
    op.create_table(
        "inspection",
        sa.Column("id", store.tables.Number(), nullable=False),
        sa.Column("customer_id", store.tables.Number(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("months", store.tables.Number(), nullable=False),
        sa.Column("nominal", sa.Date(), nullable=False),
        sa.Column("asked_at", store.tables.Moment(timezone=True), nullable=True),
        sa.Column("ticket_id", store.tables.Number(), nullable=True),
        sa.Column("due_at", store.tables.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id", "nominal"),
    )
    op.create_index("ix_inspection_customer_id", "inspection", ["customer_id"])
    op.create_index("ix_inspection_due_at", "inspection", ["due_at"])
    with op.batch_alter_table("visit_back") as visit_back:
        visit_back.add_column(sa.Column("campaign_id", store.tables.Number(), nullable=True))
        visit_back.create_foreign_key("fk_visit_back_campaign_id", "campaign", ["campaign_id"], ["id"])
    op.create_index("once_a_campaign", "visit_back", ["campaign_id", "customer_id"], unique=True)


def downgrade() -> None:
    op.drop_index("once_a_campaign", "visit_back")
    with op.batch_alter_table("visit_back") as visit_back:
        visit_back.drop_constraint("fk_visit_back_campaign_id", type_="foreignkey")
        visit_back.drop_column("campaign_id")
    op.drop_table("inspection")
    op.drop_table("campaign")
