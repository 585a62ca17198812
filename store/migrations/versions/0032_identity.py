"""identity: whose number is proven, who came by themselves, who turned out to be whom"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# what people have told in the chat so far proves nothing, for nobody can say any more how it came
TYPED = """
UPDATE person SET phone_unproven = true WHERE phone <> '' AND (
    (customer_id IS NULL AND id NOT IN (SELECT person_id FROM person_role))
    OR EXISTS (SELECT 1 FROM talk WHERE talk.person_id = person.id AND talk.flow IN ('report_problem', 'ask_a_person', 'complain')
               AND CAST(talk.answers AS TEXT) LIKE '%' || person.phone || '%'))
"""
CAME = """
UPDATE person SET on_file = false WHERE
    (customer_id IS NULL AND id NOT IN (SELECT person_id FROM person_role))
    OR id IN (SELECT j."by" FROM journal j JOIN invite i ON j.record = 'invite:' || i.id
              WHERE j.event = 'invite.used' AND i.customer_id IS NOT NULL AND j."by" IS NOT NULL)
"""


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("phone_unproven", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("person", sa.Column("on_file", sa.Boolean(), nullable=False, server_default=sa.true()))
    # a batch would make the table anew, and SQLite lets no table go that others point to
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(f"ALTER TABLE person ADD COLUMN merged_into_id {kind} REFERENCES person (id)")
    op.execute(TYPED)
    op.execute(CAME)


def downgrade() -> None:
    for column in ("merged_into_id", "on_file", "phone_unproven"):
        op.drop_column("person", column)
