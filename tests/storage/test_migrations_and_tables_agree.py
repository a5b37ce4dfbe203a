from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from storage.migrate import include_name
from storage.schema import metadata
from storage.schema_version import VERSION_TABLE


def test_migrating_up_from_nothing_gives_the_declared_tables(engine: Engine):
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "include_name": include_name, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
