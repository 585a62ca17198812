"""jobs are called what the code calls them"""

from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None


def _rename(before: str, after: str) -> None:
    op.drop_index(f"ix_{before}_person_id", before)
    op.rename_table(before, after)
    op.create_index(f"ix_{after}_person_id", after, ["person_id"])


def upgrade() -> None:
    _rename("errand", "job")


def downgrade() -> None:
    _rename("job", "errand")
