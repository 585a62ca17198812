"""a ticket names the people it is about, so that the escalation asks no complaint"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ticket") as table:
        table.add_column(sa.Column("barred", sa.JSON(), nullable=False, server_default="[]"))
    tickets = sa.table("ticket", sa.column("id", sa.Integer), sa.column("barred", sa.JSON))
    about = op.get_bind().execute(sa.text("SELECT id, named_id, person_id FROM complaint")).all()
    for number, *people in about:
        barred = sorted({person for person in people if person})
        op.execute(tickets.update().where(tickets.c.id == number).values(barred=barred))


def downgrade() -> None:
    with op.batch_alter_table("ticket") as table:
        table.drop_column("barred")
