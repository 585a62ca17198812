"""Alembic's way in: uses the connection that `store.migrate` hands over. Offline SQL is not used here."""

from alembic import context

from store.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
