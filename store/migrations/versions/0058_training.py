"""courses, classes with their sittings, and who is in them"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
INDEXED = {
    "training_class": ("course_id", "state", "starts_at", "trainer_id", "ticket_id", "due_at"),
    "enrolment": ("class_id", "person_id", "customer_id", "state", "due_at"),
}


def upgrade() -> None:
    op.create_table(
        "training_course",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("goals", sa.String(), nullable=False),
        sa.Column("hours", NUMBER, nullable=False),
        sa.Column("valid_months", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "training_class",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("course_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("sittings", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("bring", sa.String(), nullable=False),
        sa.Column("trainer_id", NUMBER, nullable=False),
        sa.Column("seats", NUMBER, nullable=False),
        sa.Column("least", NUMBER, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("waiting_limit", NUMBER, nullable=False),
        sa.Column("open_to", sa.JSON(), nullable=False),
        sa.Column("done_until", MOMENT, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("created_by", NUMBER),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ticket_id", NUMBER),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["training_course.id"]),
        sa.ForeignKeyConstraint(["trainer_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("class_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("place_no", NUMBER, nullable=False),
        sa.Column("group_no", NUMBER, nullable=False),
        sa.Column("offered_until", MOMENT),
        sa.Column("had_seat", sa.Boolean(), nullable=False),
        sa.Column("coming_at", MOMENT),
        sa.Column("attended", sa.JSON(), nullable=False),
        sa.Column("by", NUMBER),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["training_class.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("class_id", "person_id"),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in ("enrolment", "training_class", "training_course"):
        op.drop_table(table)
