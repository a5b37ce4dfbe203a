"""Articles, their addresses and revisions; runs, leases and digests.

The full-text index, ``article_search``, differs between the databases and so stands only in the migration
(an FTS5 table in SQLite, with its words as ``article_search_terms``; a tsvector column in Postgres);
`storage.search` keeps it.
"""

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.schema.base import Id, Json, UtcDateTime, metadata

article = Table(
    "article",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url", Text, nullable=False),  # canonical
    Column("title", Text, nullable=False),
    Column("summary", Text),
    Column("outlet", Text, nullable=False),
    Column("source", Text, nullable=False),  # name of the source that listed it first
    Column("authors", Json, nullable=False),  # list of text
    Column("published_at", UtcDateTime),  # as stated; null when it states none
    Column("published_precision", Text),  # pipeline.records.Precision
    Column("updated_at", UtcDateTime),  # as stated
    Column("language", Text),
    Column("section", Text),
    Column("keywords", Json, nullable=False),  # list of text
    Column("image_url", Text),
    Column("links", Json, nullable=False),  # list of {url, text}
    Column("paywalled", Boolean, nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("original", Json),  # {phrase, outlet, url}: the report it says it rests on
    Column("provenance", Json, nullable=False),  # field -> where its value came from
    Column("text_hash", LargeBinary, nullable=False),
    Column("words", Integer, nullable=False),
    Column("relevance", Float, nullable=False),  # 0..1
    Column("degraded", Json),  # list of stages that do not know its language; null: filed before that was noted
    Column("pipeline_version", Integer),  # pipeline.version; null: filed before it was noted
    Column("seen_at", UtcDateTime, nullable=False),  # when a source first listed it, or the page was fetched
    Column("dated_at", UtcDateTime, nullable=False),  # published_at where that is credible, else seen_at
    Column("filed_at", UtcDateTime, nullable=False),  # when its page was settled
    Column("revised_at", UtcDateTime),  # when its latest revision was seen; null when it never changed
    Column("page_id", Id),  # the page it was made of; its body may be gone by now
    Column("hidden_at", UtcDateTime),  # when a person took it out of what is read
    Index(None, "dated_at"),
    Index(None, "outlet", "dated_at"),
    Index(None, "text_hash"),
    Index(None, "filed_at", "language", "degraded"),  # counted for a week
)

# Apart from what is said of an article, so that lists go over narrow rows.
article_text = Table(
    "article_text",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("markdown", Text),
)

# Every address that led to an article, its canonical one included.
article_url = Table(
    "article_url",
    metadata,
    Column("url", Text, primary_key=True),
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

# Every version of an article that has changed, the present one included; an article that never did has none.
revision = Table(
    "revision",
    metadata,
    Column("article_id", Id, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1 is what was first seen
    Column("title", Text, nullable=False),
    Column("summary", Text),
    Column("text", Text, nullable=False),
    Column("text_hash", LargeBinary, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("edited", Text),  # null for the first; "correction" when a notice says so, else "silent"
    Column("notice", Text),  # the words of the correction notice
    Column("page_id", Id),
    Index(None, "seen_at"),
)

run = Table(
    "run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("command", Text, nullable=False),  # run, crawl, process, digest, daemon, ...
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),  # null while it runs, or when it was killed
    Column("outcome", Text),  # ok, failed, stopped
    Column("problem", Text),
    Column("counts", Json, nullable=False),  # what it did, name -> number
    Index(None, "started_at"),
)

# A name that one process at a time may hold, e.g. the daemon's.
lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),  # host:pid:random
    Column("taken_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

digest = Table(
    "digest",
    metadata,
    Column("day", Date, primary_key=True),  # in the configured zone
    Column("name", Text, primary_key=True),  # "daily", or a watchlist's
    Column("made_at", UtcDateTime, nullable=False),
    Column("story_ids", Json, nullable=False),  # in the digest's order
    Column("content", Json, nullable=False),  # what was rendered, so that it can be rendered again
)

# Lines an outlet's articles had in common or may come to have, so that what it repeats can be left out.
outlet_line = Table(
    "outlet_line",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("key", LargeBinary, primary_key=True),  # pipeline.extract.learned.line_key, 8 bytes
    Column("text", Text, nullable=False),  # as first met, cut
    Column("seen", Integer, nullable=False),  # articles that had it
    Column("first", Integer, nullable=False),  # the outlet's articles are numbered as they are counted
    Column("last", Integer, nullable=False),
)

outlet_reading = Table(
    "outlet_reading",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("articles", Integer, nullable=False),  # counted so far
)

# Where the texts of an outlet's pages stand, a few rows an outlet: pipeline.extract.template.
outlet_template = Table(
    "outlet_template",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("container", Text, primary_key=True),  # tags and classes that lead to the element
    Column("place", Integer, nullable=False),  # 0: met last
    Column("pages", Integer, nullable=False),  # that were read in full
    Column("agreements", Integer, nullable=False),  # of these in a row, read alike by the template
    Column("checked_at", UtcDateTime),
    Column("blocks", Json, nullable=False),  # signature -> [times kept, times left out]
)
