"""Stories, their members, copies, and the bands that find copies."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

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
    Column("first_why", Json, nullable=False),  # list of text
    Column("credited_outlet", Text),  # credited with having had it first, and without an article in it
    Column("last_at", UtcDateTime, nullable=False),
    Column("all_outlets", Integer, nullable=False),  # those that print copies included
    Column("velocity", Float, nullable=False),  # pipeline.provenance.first_report.FirstReport.velocity
    Column("state", Text, nullable=False),  # pipeline.stories.lifecycle.State that its latest account made of it
    Column("state_since", UtcDateTime, nullable=False),
    Column("dormant_at", UtcDateTime, nullable=False),  # when it is dormant if nothing comes
    Column("relevance", Float, nullable=False),  # the highest of its articles
    Column("opened_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index(None, "last_at"),
    Index(None, "changed_at"),
)

story_member = Table(
    "story_member",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("story_id", Id, ForeignKey(story.c.id, ondelete="CASCADE"), nullable=False, index=True),
    # Numbers every change of membership, so that a process can read what it missed.
    Column("change", Id, nullable=False, index=True),
    Column("terms", Json, nullable=False),  # pipeline.records.StoryFeatures, see storage.features
    Column("meaning", LargeBinary),  # sentence embedding, half precision; null without the extra `semantic`
    Column("dated_at", UtcDateTime, nullable=False, index=True),
    Column("score", Float, nullable=False),
    Column("why", Json, nullable=False),  # list of text
    Column("placed_at", UtcDateTime, nullable=False, index=True),
    # The article with which this one stays whatever their similarity, as a late account of one event does. That one
    # may be gone.
    Column("linked_to", Id),
)

# One row: up to which change of membership the stories have been looked over again.
recluster_mark = Table(
    "recluster_mark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("change", Id, nullable=False),
)

# What an article adds to its story, and when it was out: what decides who had the story first.
account = Table(
    "account",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("out_at", UtcDateTime, nullable=False),  # by then it was certainly out
    Column("doubt", Text),  # pipeline.provenance.publication_time.Doubt; null when its outlet's own time stands
    Column("facts", Json, nullable=False),  # pipeline.records.Facts
    Column("novelty", Float),  # 0..1; null for a copy
    Column("adds", Json, nullable=False),  # list of {kind, text}
)

# Whom an article credits.
credit = Table(
    "credit",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("grade", Text, nullable=False),  # pipeline.records.Grade
    Column("phrase", Text, nullable=False),
    Column("outlet", Text),
    Column("url", Text),  # that the words are linked to
    Column("url_key", Text),  # pipeline.canonical.url_key
    Column("prominent", Boolean, nullable=False),  # at the article's beginning or very end
    Column("credited_id", Id),  # the article of its story that it means
)

# What a story has told, so that an article's novelty needs no other article.
story_told = Table(
    "story_told",
    metadata,
    Column("story_id", Id, ForeignKey(story.c.id, ondelete="CASCADE"), primary_key=True),
    Column("hashes", LargeBinary, nullable=False),  # pipeline.facts.novelty.KnownFacts
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
