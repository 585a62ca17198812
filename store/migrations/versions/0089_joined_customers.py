"""two customers that turn out to be one; of one product a customer may have several licences"""

from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None

UNNAMED = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}  # as PostgreSQL calls it
ONCE = "licence_customer_id_product_key"


def upgrade() -> None:
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    # a batch would make the table anew, and SQLite lets no table go that others point to
    op.execute(f"ALTER TABLE customer ADD COLUMN merged_into_id {kind} REFERENCES customer (id)")
    op.create_index("ix_customer_merged_into_id", "customer", ["merged_into_id"])
    with op.batch_alter_table("licence", naming_convention=UNNAMED) as licence:
        licence.drop_constraint(ONCE, type_="unique")


def downgrade() -> None:
    with op.batch_alter_table("licence") as licence:
        licence.create_unique_constraint(ONCE, ["customer_id", "product"])
    op.drop_index("ix_customer_merged_into_id", "customer")
    with op.batch_alter_table("customer") as customer:
        customer.drop_column("merged_into_id")
