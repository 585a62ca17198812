"""complaints as a record of their own"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)
PEOPLE = ("contact_id", "received_by", "confirmed_by", "named_id", "person_id", "answered_by", "verified_by")
INDEXED = ("about_ticket_id", "customer_id", "person_id", "received_at", "state", "due_at")


def _choice(name: str, *names: str) -> sa.Enum:
    return sa.Enum(*names, name=name, native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("state", _choice("state", "received", "handling", "answered", "headquarters", "reporting", "closed"), nullable=False),
        sa.Column("source", _choice("source", "customer", "staff", "headquarters", "survey"), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("about_ticket_id", NUMBER, nullable=True),
        sa.Column("contact_id", NUMBER, nullable=False),
        sa.Column("customer_id", NUMBER, nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("product", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("received_by", NUMBER, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("confirmed_by", NUMBER, nullable=True),
        sa.Column("valid", sa.Boolean(), nullable=True),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("department", _choice("department", "service", "sales", "development", "training", "consulting", "accounts"), nullable=True),
        sa.Column("named_id", NUMBER, nullable=True),
        sa.Column("comment_asked_at", MOMENT, nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("cause", _choice("cause", "slow", "unsolved", "repeat", "attitude", "promise", "product", "fees", "outside", "other"), nullable=True),
        sa.Column("cause_words", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("measure", _choice("measure", "renewed_service", "apology", "compensation"), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", NUMBER, nullable=True),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("verified_by", NUMBER, nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("headquarters_at", MOMENT, nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=True),
        sa.Column("reported_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["about_ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        *(sa.ForeignKeyConstraint([column], ["person.id"]) for column in PEOPLE),
        sa.PrimaryKeyConstraint("id"),
    )  # fmt: skip
    for column in INDEXED:
        op.create_index(f"ix_complaint_{column}", "complaint", [column])
    _take_over()


def _take_over() -> None:
    """What has been a complaint on a ticket so far is one still: to be confirmed, or closed with its ticket."""
    op.execute(
        "INSERT INTO complaint (id, state, source, reference, contact_id, customer_id, region, product, words, received_at,"
        " explanation, comment, cause_words, answer, verdict, closed_at, version)"
        " SELECT id, CASE WHEN state IN ('resolved', 'closed', 'cancelled') THEN 'closed' ELSE 'received' END,"
        " 'customer', '', contact_id, customer_id,"
        " COALESCE((SELECT region FROM customer WHERE customer.id = ticket.customer_id), ''),"
        " product, words, filed_at, '', '', '', '', '', closed_at, 1 FROM ticket WHERE complaint"
    )
    op.execute("UPDATE ticket SET state = 'assigned' WHERE complaint AND state IN ('new', 'triaged')")


def downgrade() -> None:
    op.drop_table("complaint")
