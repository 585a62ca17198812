"""columns are called what the code calls them: description, first_contact, breached_at, escalation_level, recipients"""

from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

COLUMNS = {
    "ticket": {"words": "description", "unsolved": "failed_contacts", "barred": "barred_ids"},
    "complaint": {"words": "description"},
    "solution": {"at_once": "first_contact"},
    "clock": {
        "held_at": "paused_at",
        "held_in": "paused_state",
        "warned_to": "warned_seconds_left",
        "broken_at": "breached_at",
    },
    "alert": {"rung": "escalation_level", "told": "recipients"},
    "errand": {"lane": "queue_key"},
    "first_visit": {"rung": "escalation_level"},
    "need": {"rung": "escalation_level", "told": "recipients"},
    "requirement": {"rung": "escalation_level", "told": "recipients"},
    "voice": {"told": "notified"},
    "project_beyond": {"rung": "escalation_level", "told": "recipients"},
    "scope_case": {"rung": "escalation_level", "told": "recipients"},
    "branch_report": {"rung": "escalation_level"},
}
FIGURE = ('"at_once":', '"solved_at_first_contact":')  # in the stored figures of a month


def upgrade() -> None:
    for table, names in COLUMNS.items():
        for old, new in names.items():
            op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    op.execute("DROP INDEX broken_clock")
    op.execute("CREATE INDEX breached_clock ON clock (breached_at) WHERE breached_at IS NOT NULL")
    _say(*FIGURE)


def downgrade() -> None:
    for table, names in COLUMNS.items():
        for old, new in names.items():
            op.execute(f"ALTER TABLE {table} RENAME COLUMN {new} TO {old}")
    op.execute("DROP INDEX breached_clock")
    op.execute("CREATE INDEX broken_clock ON clock (broken_at) WHERE broken_at IS NOT NULL")
    _say(*reversed(FIGURE))


def _say(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"UPDATE report SET numbers = REPLACE(numbers, '{old}', '{new}')")
    else:
        op.execute(f"UPDATE report SET numbers = REPLACE(numbers::text, '{old}', '{new}')::json")
