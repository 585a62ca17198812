"""contracts: what they cover and cost, who answers for a customer, sites, versions; an acceptance may be unknown"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

# what was filled in because nobody had said it: the first day of service, or the day the customer was filed
ASSUMED = """
UPDATE customer SET accepted_assumed = true WHERE accepted_on = date(created_at)
    OR accepted_on = (SELECT min(starts_on) FROM contract WHERE contract.customer_id = customer.id)
"""
TEXTS = {"customer": ("reseller", "lost_why"), "contract": ("declined_why", "ended_why")}
DAYS = {
    "customer": ("lost_on",),
    "contract": ("declined_on", "ended_on"),
    "licence": ("installed_on", "upgraded_on", "upgrades_until"),
}
POINTERS = {
    "contract": {"sales_manager_id": "person", "predecessor_id": "contract"},
    "licence": {"site_id": "site"},
}
RESPONSIBLE = (
    "account_manager_id",
    "sales_manager_id",
)  # no foreign keys: a person points to a customer already


def upgrade() -> None:
    on_server = op.get_bind().dialect.name == "postgresql"
    big = sa.BigInteger() if on_server else sa.Integer()
    # one period may begin on a day for one product, and another for another
    unnamed = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}  # as PostgreSQL calls it
    with op.batch_alter_table("contract", naming_convention=unnamed) as contract:
        contract.drop_constraint("contract_customer_id_starts_on_key", type_="unique")
    op.create_table(
        "site",
        sa.Column("id", big, nullable=False),
        sa.Column("customer_id", big, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_site_customer_id", "site", ["customer_id"])
    for table, columns in TEXTS.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))
    for table, columns in DAYS.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.Date()))
    for table, columns in POINTERS.items():
        for column, to in columns.items():
            # a batch would make the table anew, and SQLite lets no table go that others point to
            op.execute(
                f"ALTER TABLE {table} ADD COLUMN {column} {'BIGINT' if on_server else 'INTEGER'} REFERENCES {to} (id)"
            )
    for column in RESPONSIBLE:
        op.add_column("customer", sa.Column(column, big))
        op.create_index(f"ix_customer_{column}", "customer", [column])
    for column in ("version", "edition"):
        op.add_column("licence", sa.Column(column, sa.String(40), nullable=False, server_default=""))
    op.add_column("licence", sa.Column("users", big))
    op.add_column("contract", sa.Column("number", sa.String(40), nullable=False, server_default=""))
    op.add_column("contract", sa.Column("kind", sa.String(20), nullable=False, server_default="paid"))
    op.add_column("contract", sa.Column("products", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("contract", sa.Column("allowances", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("contract", sa.Column("price_minor", big))
    op.add_column("contract", sa.Column("currency", sa.String(3), nullable=False, server_default=""))
    op.add_column(
        "customer", sa.Column("accepted_assumed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(ASSUMED)
    _may_be_unknown(on_server)


def _may_be_unknown(on_server: bool) -> None:
    if on_server:
        op.alter_column("customer", "accepted_on", nullable=True)
        return
    op.add_column("customer", sa.Column("accepted", sa.Date()))
    op.execute("UPDATE customer SET accepted = accepted_on")
    op.drop_column("customer", "accepted_on")
    op.execute("ALTER TABLE customer RENAME COLUMN accepted TO accepted_on")


def downgrade() -> None:
    raise NotImplementedError("what is known of contracts would be lost: restore the backup from before")
