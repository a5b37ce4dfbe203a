"""Stories, their members, copies, and the bands that find copies."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, Table, Text

from storage.schema.articles import article
from storage.schema.base import Id, Json, UtcDateTime, metadata

story = Table(
    "story",
    metadata,
    Column("id", Id, primary_key=True),
    Column("merged_into", Id, ForeignKey("story.id", ondelete="CASCADE"), index=True),  # a redirect: ids keep meaning
    Column("follows", Id),  # the story of the event that this one continues
    Column("headline", Text, nullable=False),  # of its lead article
    Column("lead_article_id", Id),
    Column("articles", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),  # that wrote their own; copies do not count
    Column("first_article_id", Id),  # whose publication is the first known
    Column("first_outlet", Text),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("relevance", Float, nullable=False),  # the highest of its articles
    Column("opened_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index(None, "last_at"),
)

story_member = Table(
    "story_member",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("story_id", Id, ForeignKey(story.c.id, ondelete="CASCADE"), nullable=False, index=True),
    # Numbers every change of membership, so that a process can read what it missed.
    Column("change", Id, nullable=False, index=True),
    Column("terms", Json, nullable=False),  # term -> weight
    Column("dated_at", UtcDateTime, nullable=False, index=True),
    Column("score", Float, nullable=False),
    Column("why", Json, nullable=False),  # list of text
    Column("placed_at", UtcDateTime, nullable=False),
)

copy = Table(
    "copy",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("original_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # pipeline.records.CopyKind
    Column("similarity", Float, nullable=False),  # containment of the shorter text's shingles, 0..1
)

# Four tables that take turns, a few days each: the oldest is emptied whole, and no index grows with the archive.
BAND_TABLES = tuple(
    Table(
        f"copy_band_{number}",
        metadata,
        Column("band", BigInteger, primary_key=True, autoincrement=False),
        Column("article_id", Id, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    for number in range(4)
)

# Which days a band table holds now.
band_turn = Table(
    "band_turn",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, nullable=False),
)
