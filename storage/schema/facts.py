"""Values that articles state, and the facts that those of a story come to."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, ForeignKeyConstraint, Index, Integer, Table, Text

from storage.schema.articles import article
from storage.schema.base import Id, Json, metadata
from storage.schema.stories import story

statement = Table(
    "statement",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # in the order of the article
    Column("part", Text, nullable=False),  # title, text
    Column("start", Integer, nullable=False),  # in characters of the part
    Column("end", Integer, nullable=False),
    Column("sentence_start", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # pipeline.records.ValueKind
    Column("low", Float),
    Column("high", Float),
    Column("unit", Text, nullable=False),
    Column("step", Float, nullable=False),  # the written precision
    Column("bound", Text, nullable=False),
    Column("modality", Text, nullable=False),
    Column("said_by", Text),
    Column("outdated", Boolean, nullable=False),
    Column("renewed", Boolean, nullable=False),
    Column("normal", Text, nullable=False),  # the value as text that sorts and compares: 2026-04-08, 14300000000 USD
    Column("slot", Json, nullable=False),  # pipeline.records.Slot
    Index("ix_statement_normal", "normal", "kind"),
)

fact = Table(
    "fact",
    metadata,
    Column("story_id", Id, ForeignKey(story.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # those of most sources first
    Column("kind", Text, nullable=False),
    Column("verdict", Text, nullable=False),  # pipeline.records.Verdict
    Column("disputed", Boolean, nullable=False),
    Column("sources", Integer, nullable=False),  # independent ones
)

fact_statement = Table(
    "fact_statement",
    metadata,
    Column("article_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the statement
    Column("story_id", Id, nullable=False),
    Column("fact_number", Integer, nullable=False),
    Column("voice", Text, nullable=False),  # whose report it is
    ForeignKeyConstraint(["article_id", "number"], [statement.c.article_id, statement.c.number], ondelete="CASCADE"),
    ForeignKeyConstraint(["story_id", "fact_number"], [fact.c.story_id, fact.c.number], ondelete="CASCADE"),
    Index("ix_fact_statement_fact", "story_id", "fact_number"),
)

# One row: up to which change of membership the facts of stories have been worked out.
ledger_mark = Table(
    "ledger_mark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("change", Id, nullable=False),
)
