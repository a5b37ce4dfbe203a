"""Bring a database that an earlier text of 0001 to 0005 made up to what these make since they were frozen.

They were rewritten in place for a while, so a database may bear the name of 0005 and lack tables and columns.
What is there is compared with `tables_0006`; what is missing is added, with its rows; views are made anew.
"""

from bisect import bisect_left
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from alembic.util import CommandError
from sqlalchemy.schema import AddConstraint

from storage.migrations.tables_0006 import TABLES

revision = "0006_complete"
down_revision = "0005_views"
branch_labels = None
depends_on = None

BATCH = 1000  # rows
REPLACED = {("credit", "lead")}  # columns whose values stand in another since

# What a row gets in a column that it had not, and that may not be null.
VALUES: dict[tuple[str, str], str | dict[str, str]] = {
    ("credit", "prominent"): "lead",
    ("story", "first_why"): "'[]'",
    ("story", "all_outlets"): (
        "(SELECT count(DISTINCT a.outlet) FROM story_member m JOIN article a ON a.id = m.article_id"
        " WHERE m.story_id = story.id)"
    ),
    ("story", "velocity"): "0",
    ("story", "state"): "CASE WHEN outlets > 1 THEN 'growing' ELSE 'opening' END",
    ("story", "state_since"): "first_at",
    ("story", "dormant_at"): {
        "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', last_at, '+2 days')",
        "postgresql": "last_at + interval '2 days'",
    },
}


def upgrade() -> None:
    bind = op.get_bind()
    sqlite = bind.dialect.name == "sqlite"
    views = context.script.get_revision("0005_views").module.VIEWS
    if sqlite:
        for name in views:
            op.execute(f"DROP VIEW IF EXISTS {name}")
    present = set(sa.inspect(bind).get_table_names())
    for table in TABLES.sorted_tables:
        if table.name not in present:
            table.create(bind)
    if "article_search" not in present:
        _create_search(sqlite)
    for table in TABLES.sorted_tables:
        if table.name in present:
            _complete(bind, table, sqlite)
    _file_accounts(bind)
    for name, query in views.items():
        # Postgres keeps the views that a reader has built on ours only where ours are not dropped.
        op.execute(f"CREATE {'' if sqlite else 'OR REPLACE '}VIEW {name} AS {query}")


def downgrade() -> None:
    pass  # 0005 and what comes before it make the same tables


def _create_search(sqlite: bool) -> None:
    if sqlite:
        op.execute("CREATE VIRTUAL TABLE article_search USING fts5(title, text, content='', tokenize='ascii')")
    else:
        op.execute(
            "CREATE TABLE article_search ("
            "article_id BIGINT CONSTRAINT pk_article_search PRIMARY KEY"
            " CONSTRAINT fk_article_search_article_id_article REFERENCES article (id) ON DELETE CASCADE, "
            "words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_article_search_words ON article_search USING gin (words)")


def _complete(bind: sa.Connection, table: sa.Table, sqlite: bool) -> None:
    inspector = sa.inspect(bind)
    found = {column["name"] for column in inspector.get_columns(table.name)}
    references = {tuple(key["constrained_columns"]) for key in inspector.get_foreign_keys(table.name)}
    values = {column.name: _value(bind, column) for column in table.columns if column.name not in found}
    gone = [name for name in sorted(found) if (table.name, name) in REPLACED]
    loose = [key for key in table.foreign_key_constraints if tuple(key.column_keys) not in references]
    if sqlite and (values or gone or loose):
        _rebuild(table, {column.name: column.name for column in table.columns if column.name in found} | values)
    elif not sqlite:
        _alter(table, values, gone, loose)
    indexes = {index["name"] for index in sa.inspect(bind).get_indexes(table.name)}
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if index.name not in indexes:
            index.create(bind)


def _value(bind: sa.Connection, column: sa.Column[Any]) -> str:
    """Return as SQL what the rows of a table get in a column that it lacks."""
    value = VALUES.get((column.table.name, column.name))
    if isinstance(value, dict):
        value = value[bind.dialect.name]
    if value is None and not column.nullable:
        holds = bind.execute(sa.text(f"SELECT 1 FROM {column.table.name} LIMIT 1")).first()
        if holds is not None:
            raise CommandError(f"its table {column.table.name} lacks {column.name}, which nothing can stand in for")
    return value or "NULL"


def _rebuild(table: sa.Table, values: dict[str, str]) -> None:
    """Make a table of SQLite anew with its rows; *values* says as SQL what each column gets."""
    name = f'"{table.name}"'
    columns = ", ".join(f'"{column}"' for column in values)
    selected = ", ".join(f'"{value}"' if value == column else value for column, value in values.items())
    op.execute(f"CREATE TABLE rows_to_keep AS SELECT * FROM {name}")
    op.execute(f"DROP TABLE {name}")
    table.create(op.get_bind())
    op.execute(f"INSERT INTO {name} ({columns}) SELECT {selected} FROM rows_to_keep AS {name}")
    op.execute("DROP TABLE rows_to_keep")


def _alter(table: sa.Table, values: dict[str, str], gone: list[str], loose: list[sa.ForeignKeyConstraint]) -> None:
    for name in values:
        column = table.columns[name]
        op.add_column(table.name, sa.Column(name, column.type))
    if values:
        op.execute(f'UPDATE "{table.name}" SET ' + ", ".join(f'"{name}" = {sql}' for name, sql in values.items()))
    for name in values:
        if not table.columns[name].nullable:
            op.alter_column(table.name, name, nullable=False)
    for key in loose:
        op.execute(AddConstraint(key))
    for name in gone:
        op.drop_column(table.name, name)


def _file_accounts(bind: sa.Connection) -> None:
    """File when each article of a story was out by, where that is missing; what it tells is found out anew later.

    The rules are those of the day on which this was written: what is stated counts unless it lies past the
    first sighting, names only the day, or comes from a source that was asked long after and did not list it.
    """
    asked = _lists_asked(bind)
    article, member, account = (TABLES.tables[name] for name in ("article", "story_member", "account"))
    query = (
        sa.select(*(article.c[name] for name in ("id", "source", "published_at", "published_precision", "seen_at")))
        .join(member, member.c.article_id == article.c.id)
        .outerjoin(account, account.c.article_id == article.c.id)
        .where(account.c.article_id.is_(None))
        .order_by(article.c.id)
        .limit(BATCH)
    )
    last = 0
    tells: dict[str, Any] = {"facts": {"names": {}, "numbers": {}, "quotes": []}, "novelty": None, "adds": []}
    while rows := bind.execute(query.where(article.c.id > last)).all():
        clocks = ((row.id, *_clock(row, asked.get(row.source, []))) for row in rows)
        bind.execute(
            sa.insert(account),
            [{"article_id": number, "out_at": at, "doubt": doubt} | tells for number, at, doubt in clocks],
        )
        last = rows[-1].id


def _lists_asked(bind: sa.Connection) -> dict[str, list[datetime]]:
    """Return when each source was asked for its list, with success, in order of time."""
    fetch = TABLES.tables["fetch"]
    found: dict[str, list[datetime]] = {}
    answered = fetch.c.outcome.in_(("ok", "unchanged"))
    for source, at in bind.execute(
        sa.select(fetch.c.source, fetch.c.started_at)
        .where(fetch.c.purpose == "list", answered)
        .order_by(fetch.c.started_at)
    ):
        found.setdefault(source, []).append(at)
    return found


def _clock(row: sa.Row[Any], asked: list[datetime]) -> tuple[datetime, str | None]:
    """Return by when an article was out, and why what it states does not count, if it does not."""
    stated, seen = row.published_at, row.seen_at
    if stated is None:
        return seen, "unstated"
    if row.published_precision == "day":
        midnight = stated.replace(hour=0, minute=0, second=0, microsecond=0)
        return min(midnight + timedelta(days=1, seconds=-1), seen), "day_only"
    if stated > seen + timedelta(minutes=5):
        return seen, "after_seen"
    before = bisect_left(asked, seen - timedelta(minutes=10))
    if before and stated + timedelta(hours=6) < asked[before - 1]:
        return seen, "backdated"
    return min(stated, seen), None
