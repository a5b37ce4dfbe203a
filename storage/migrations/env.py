"""Alembic's entry: runs the migrations on the connection that `storage.migrate` hands over."""

from alembic import context

from storage.migrate import VERSION_TABLE, include_name
from storage.schema.base import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    include_name=include_name,
    render_as_batch=True,
    transactional_ddl=True,  # true of SQLite as well, since the engine opens the transactions itself
)
with context.begin_transaction():
    context.run_migrations()
