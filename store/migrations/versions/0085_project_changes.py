"""changes of a project by offer"""

import sqlalchemy as sa
from alembic import op
import store.tables

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None

TABLE = "project_change"
NUMBER = store.tables.Number()
MOMENT = store.tables.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("words", "title", "delivers")),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asked_by", NUMBER, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("days", NUMBER, nullable=False),
        sa.Column("after_key", sa.String(40), nullable=False),
        sa.Column("stage_id", NUMBER),
        sa.Column("moves", NUMBER, nullable=False, server_default="0"),
        sa.Column("reminded", NUMBER, nullable=False),
        *(sa.Column(name, MOMENT) for name in ("worked_out_at", "closed_at", "due_at")),
        sa.Column("ticket_id", NUMBER),
        sa.Column("item_id", NUMBER),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["project_stage.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["item_id"], ["project_item.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("project_id", "ticket_id", "due_at"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])
    op.add_column("quote", sa.Column("change", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("project_shift") as shift:
        shift.add_column(sa.Column("change_id", NUMBER))
        shift.create_foreign_key("fk_project_shift_change", TABLE, ["change_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("project_shift") as shift:
        shift.drop_constraint("fk_project_shift_change", type_="foreignkey")
        shift.drop_column("change_id")
    op.drop_column("quote", "change")
    op.drop_table(TABLE)
