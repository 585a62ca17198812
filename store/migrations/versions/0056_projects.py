"""implementation projects"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def _person(*names):
    return [sa.ForeignKeyConstraint([name], ["person.id"]) for name in names]


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER, nullable=False),
        sa.Column("contact_id", NUMBER),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("template", sa.String(40), nullable=False),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("before", sa.String(20)),
        sa.Column("applied_by", NUMBER, nullable=False),
        sa.Column("applied_at", MOMENT, nullable=False),
        sa.Column("head_id", NUMBER),
        sa.Column("manager_id", NUMBER),
        sa.Column("progress_id", NUMBER),
        sa.Column("quality_id", NUMBER),
        sa.Column("plan_number", NUMBER, nullable=False),
        sa.Column("starts_on", sa.Date()),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("reason", sa.String(20)),
        sa.Column("asked_by", NUMBER),
        sa.Column("granted", sa.JSON(), nullable=False),
        sa.Column("paused_on", sa.Date()),
        sa.Column("look_again_on", sa.Date()),
        sa.Column("reminded", NUMBER, nullable=False),
        sa.Column("overridden", sa.String(), nullable=False),
        sa.Column("trial_days", NUMBER, nullable=False),
        sa.Column("warranty_months", NUMBER, nullable=False),
        sa.Column("accepted_on", sa.Date()),
        sa.Column("signed_by", NUMBER),
        sa.Column("signed_at", MOMENT),
        sa.Column("opinion", sa.String(20), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("trial_ended_on", sa.Date()),
        sa.Column("trial_contract_id", NUMBER),
        sa.Column("contract_id", NUMBER),
        sa.Column("closed_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["trial_contract_id"], ["contract.id"]),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"]),
        *_person(
            "contact_id",
            "applied_by",
            "head_id",
            "manager_id",
            "progress_id",
            "quality_id",
            "asked_by",
            "signed_by",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("customer_id", "contact_id", "state", "manager_id", "due_at"):
        op.create_index(f"ix_project_{column}", "project", [column])
    op.create_table(
        "project_member",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        *_person("person_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("project_id", "person_id"):
        op.create_index(f"ix_project_member_{column}", "project_member", [column])
    op.create_table(
        "project_stage",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("place", NUMBER, nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("delivers", sa.JSON(), nullable=False),
        sa.Column("delivery", sa.String(20), nullable=False),
        sa.Column("file_id", NUMBER),
        sa.Column("offered_at", MOMENT),
        sa.Column("offered_by", NUMBER),
        sa.Column("said_at", MOMENT),
        sa.Column("said_by", NUMBER),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("refused", NUMBER, nullable=False),
        sa.Column("reminded", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"]),
        *_person("offered_by", "said_by"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_stage_project_id", "project_stage", ["project_id"])
    op.create_table(
        "project_item",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("stage_id", NUMBER, nullable=False),
        sa.Column("place", NUMBER, nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("side", sa.String(20), nullable=False),
        sa.Column("days", NUMBER, nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("form", sa.String(20), nullable=False),
        sa.Column("wants_file", sa.Boolean(), nullable=False),
        sa.Column("wants_data", sa.Boolean(), nullable=False),
        sa.Column("person_id", NUMBER),
        sa.Column("first_on", sa.Date()),
        sa.Column("planned_on", sa.Date()),
        sa.Column("due_on", sa.Date()),
        sa.Column("cause_id", NUMBER),
        sa.Column("promised_on", sa.Date()),
        sa.Column("help_at", MOMENT),
        sa.Column("file_id", NUMBER),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("form_version", NUMBER),
        sa.Column("done_on", sa.Date()),
        sa.Column("done_by", NUMBER),
        sa.Column("confirmed_by", NUMBER),
        sa.Column("redo", sa.Boolean(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["project_stage.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"]),
        *_person("person_id", "done_by", "confirmed_by"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_item_project_id", "project_item", ["project_id"])
    op.create_table(
        "project_risk",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("chance", sa.String(20), nullable=False),
        sa.Column("effect", sa.String(20), nullable=False),
        sa.Column("owner_id", NUMBER),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        *_person("owner_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_risk_project_id", "project_risk", ["project_id"])
    op.create_table(
        "project_plan",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("approved_by", NUMBER),
        sa.Column("approved_at", MOMENT),
        sa.Column("agreed_by", NUMBER),
        sa.Column("agreed_at", MOMENT),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        *_person("approved_by", "agreed_by"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id", "number"),
    )
    op.create_index("ix_project_plan_project_id", "project_plan", ["project_id"])
    op.create_table(
        "project_shift",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("item_id", NUMBER),
        sa.Column("days", NUMBER, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["item_id"], ["project_item.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_shift_project_id", "project_shift", ["project_id"])


def downgrade() -> None:
    op.drop_table("project_shift")
    for name in (
        "project_plan",
        "project_risk",
        "project_item",
        "project_stage",
        "project_member",
        "project",
    ):
        op.drop_table(name)
