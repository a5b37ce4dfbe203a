"""What people put right by hand: one row for each correction, kept when it is undone."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from storage.schema.base import Id, Json, UtcDateTime, metadata

correction = Table(
    "correction",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),  # pipeline.records.CorrectionKind
    Column("article_id", Id),  # it may be gone by now
    Column("story_id", Id),
    Column("details", Json, nullable=False),  # what it says, by kind
    Column("before", Json, nullable=False),  # what was there before, by kind
    Column("who", Text, nullable=False),
    Column("why", Text),
    Column("made_at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undone_by", Text),
    Index(None, "article_id"),
)

# Articles that a correction keeps in one story, or in two.
correction_pair = Table(
    "correction_pair",
    metadata,
    Column("one", Id, primary_key=True, autoincrement=False),
    Column("other", Id, primary_key=True, autoincrement=False),  # the higher id
    Column("together", Boolean, nullable=False),
    Column("correction_id", Id, ForeignKey(correction.c.id, ondelete="CASCADE"), nullable=False, index=True),
)
