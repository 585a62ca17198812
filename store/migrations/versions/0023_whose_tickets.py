"""whose tickets: what somebody reported before we knew their customer is their customer's"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("ticket", "complaint"):
        op.execute(
            f"UPDATE {table} SET customer_id = (SELECT customer_id FROM person WHERE person.id = {table}.contact_id)"
            " WHERE customer_id IS NULL"
        )
