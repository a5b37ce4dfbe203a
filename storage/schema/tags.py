"""Entities, where they are mentioned, topics, quotes, and names the catalog does not know."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text

from storage.schema.articles import article
from storage.schema.base import Id, UtcDateTime, metadata

# The catalog as the last process that read it knew it; config/entities is where it is changed.
entity = Table(
    "entity",
    metadata,
    Column("id", Text, primary_key=True),  # e.g. org:meta
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),  # organisation, model, product, person, benchmark, community
    Column("parent_id", Text),
    Column("status", Text, nullable=False),  # catalog, gone (no longer in the catalog)
)

mention = Table(
    "mention",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("part", Text, primary_key=True),  # title, text
    Column("start", Integer, primary_key=True, autoincrement=False),  # in characters
    Column("end", Integer, nullable=False),
    Column("entity_id", Text, nullable=False, index=True),
    Column("surface", Text, nullable=False),
    Column("version", Text),
)

article_entity = Table(
    "article_entity",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("entity_id", Text, primary_key=True),
    Column("salience", Float, nullable=False),  # 0..1
    Column("main", Boolean, nullable=False),
    Column("mentions", Integer, nullable=False),
    Column("implied", Boolean, nullable=False),  # only by one of its children
    Column("dated_at", UtcDateTime, nullable=False),  # of the article
    # Who is written about in some days, the most salient first, is read from the index alone.
    Index("ix_article_entity_about", "entity_id", "dated_at", "implied", "salience", "article_id"),
    sqlite_with_rowid=False,
)

article_topic = Table(
    "article_topic",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("topic_id", Text, primary_key=True, index=True),
    Column("score", Float, nullable=False),  # 0..1
)

quote = Table(
    "quote",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("speaker", Text),
    Column("speaker_id", Text, index=True),
    Column("cue", Text),
)

# Names that the catalog lacks, as a queue for an editor.
new_name = Table(
    "new_name",
    metadata,
    Column("key", Text, primary_key=True),  # folded
    Column("surface", Text, nullable=False),  # as first written
    Column("kind", Text),
    Column("parent_id", Text),
    Column("evidence", Text),
    Column("state", Text, nullable=False),  # waiting, provisional, accepted, rejected
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("first_article_id", Id),
    Index(None, "state", "last_seen_at"),
)

new_name_sighting = Table(
    "new_name_sighting",
    metadata,
    Column("key", Text, ForeignKey(new_name.c.key, ondelete="CASCADE"), primary_key=True),
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("outlet", Text, nullable=False),
    Column("official", Boolean, nullable=False),  # by a source that speaks for the maker
    Column("seen_at", UtcDateTime, nullable=False),
)
