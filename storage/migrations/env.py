"""Alembic's entry: runs the migrations on the connection that `storage.migrate` hands over."""

from alembic import context
from sqlalchemy import MetaData

from storage.migrations.naming import NAMES
from storage.schema_version import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=MetaData(naming_convention=NAMES),  # no tables: a migration knows none but its own
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=True,  # true of SQLite as well, since the engine opens the transactions itself
)
with context.begin_transaction():
    context.run_migrations()
