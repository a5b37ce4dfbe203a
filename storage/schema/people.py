"""Who wrote and who is quoted, by folded names, so that they are found however a name is written."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.schema.articles import article
from storage.schema.base import Id, UtcDateTime, metadata

# Every name that stands in `article_person`, or once did.
person_name = Table(
    "person_name",
    metadata,
    Column("role", Text, primary_key=True),  # storage.people.Role: author, speaker
    Column("key", Text, primary_key=True),  # its folded words (pipeline.query.words) with a blank between them
    Column("name", Text, nullable=False),  # as first written
    sqlite_with_rowid=False,
)

article_person = Table(
    "article_person",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("dated_at", UtcDateTime, nullable=False),  # of the article
    Index("ix_article_person_by", "role", "key", "dated_at", "article_id"),
    sqlite_with_rowid=False,
)
