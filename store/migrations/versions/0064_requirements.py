"""requirements, the voices of those who ask, and evaluations"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def _person(*names: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([name], ["person.id"]) for name in names]


def upgrade() -> None:
    op.create_table(
        "requirement",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("product", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("before", sa.String(20)),
        sa.Column("merged_into_id", NUMBER),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("charge", sa.String(20), nullable=False),
        sa.Column("target", sa.String(10), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("look_again_on", sa.Date()),
        sa.Column("release", sa.String(40), nullable=False),
        sa.Column("how_to_use", sa.String(), nullable=False),
        sa.Column("training", sa.String(), nullable=False),
        sa.Column("external_key", sa.String(60), nullable=False),
        sa.Column("ticket_id", NUMBER),
        sa.Column("holder_id", NUMBER),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("round", NUMBER, nullable=False),
        sa.Column("rung", NUMBER, nullable=False),
        sa.Column("limit_at", MOMENT),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("first_word_by", MOMENT, nullable=False),
        sa.Column("first_word_at", MOMENT),
        sa.Column("decide_by", MOMENT),
        sa.Column("decided_at", MOMENT),
        sa.Column("delivered_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["requirement.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        *_person("holder_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in (
        "state",
        "merged_into_id",
        "external_key",
        "ticket_id",
        "holder_id",
        "opened_at",
        "due_at",
    ):
        op.create_index(f"ix_requirement_{column}", "requirement", [column])
    op.create_table(
        "voice",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("requirement_id", NUMBER, nullable=False),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.Column("customer_id", NUMBER),
        sa.Column("person_id", NUMBER),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("need", sa.String(20), nullable=False),
        sa.Column("needed_by", sa.Date()),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("cast_by", NUMBER),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("fits", sa.Boolean()),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirement.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        *_person("person_id", "cast_by"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("requirement_id", "customer_id", "person_id"):
        op.create_index(f"ix_voice_{column}", "voice", [column])
    op.create_table(
        "evaluation",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("requirement_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("reported_at", MOMENT),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirement.id"]),
        *_person("by_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("requirement_id", "reported_at"):
        op.create_index(f"ix_evaluation_{column}", "evaluation", [column])


def downgrade() -> None:
    op.drop_table("evaluation")
    op.drop_table("voice")
    op.drop_table("requirement")
