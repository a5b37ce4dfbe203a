"""What collecting needs to remember: sources, hosts, listed items, fetches, and pages at rest."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from storage.schema.base import Id, Json, UtcDateTime, metadata

_LEASED = text("leased_by IS NOT NULL")  # few rows are, so that what the dead had leased is found at once

source = Table(
    "source",
    metadata,
    Column("name", Text, primary_key=True),
    Column("url", Text, nullable=False),  # as configured, or where it moved to for good
    Column("kind", Text, nullable=False),  # pipeline.records.SourceKind
    Column("title", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("homepage", Text),
    Column("category", Text, nullable=False),
    Column("language", Text),
    Column("weight", Float, nullable=False),
    Column("enabled", Boolean, nullable=False),  # false when switched off in, or gone from, the configuration
    Column("configured_url", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    # What polling learned; `crawler.schedule.PollState` as JSON.
    Column("poll_state", Json, nullable=False),
    Column("next_fetch_at", UtcDateTime),  # null: never again by itself (gone)
    Column("leased_until", UtcDateTime),  # a process polls it now
    Column("leased_by", Text),
    Column("last_fetch_at", UtcDateTime),
    Column("last_success_at", UtcDateTime),
    Column("last_new_at", UtcDateTime),  # when it last listed an item not seen before
    Column("state", Text, nullable=False),  # new, ok, failing, off, gone
    Column("failures", Float, nullable=False),  # in a row, weighted; 0 after a success
    Column("problem", Text),  # class of the last failure, e.g. timeout; null after a success
    Column("problem_detail", Text),
    Index(None, "next_fetch_at"),
)

host = Table(
    "host",
    metadata,
    Column("name", Text, primary_key=True),  # host:port
    Column("next_allowed_at", UtcDateTime),  # no request before
    Column("leased_until", UtcDateTime),
    Column("leased_by", Text),
    Column("delay_s", Float),  # its Crawl-delay, seconds; null when it states none
    Column("held_why", Text),  # why next_allowed_at is far, e.g. Retry-After
    Column("robots", LargeBinary),  # robots.txt as last fetched, at most crawl.max_robots_kib
    Column("robots_state", Text),  # rules, open (4xx), closed (5xx, unreachable)
    Column("robots_until", UtcDateTime),  # asked again after this
    Column("robots_detail", Text),
    Column("robots_closed_since", UtcDateTime),  # null unless robots_state is closed
    Column("new_urls_on", Text),  # UTC day the next column counts for
    Column("new_urls", Integer, nullable=False),
    Column("revisits_on", Text),  # UTC day the next column counts for
    Column("revisits", Integer, nullable=False, server_default="0"),  # pages looked at again
)

item = Table(
    "item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, ForeignKey(source.c.name, ondelete="CASCADE"), nullable=False),
    Column("guid", Text),
    Column("url", Text),  # canonical; null when it has no link
    Column("url_key", Text),  # pipeline.canonical.url_key
    Column("title_key", Text),  # folded title, the last means to know it again
    Column("entry", Json, nullable=False),  # pipeline.records.FeedEntry, as last listed
    Column("updated_at", UtcDateTime),  # of the entry
    # wanted, kept (its page rests or was settled; without a body_hash its feed's words stand in), pointer, skipped
    Column("state", Text, nullable=False),
    Column("reason", Text),  # why skipped, or the class of the last failure
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", UtcDateTime),  # when it is to be fetched (again); null: not by itself
    Column("leased_until", UtcDateTime),
    Column("leased_by", Text),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime),  # its page, last
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", LargeBinary),  # SHA-256 of the page as last kept
    Index(None, "source", "guid"),
    Index(None, "url_key"),
    Index(None, "source", "title_key"),
    Index(None, "next_try_at"),
    Index(None, "source", "first_seen_at"),
    Index("ix_item_leased_by", "leased_by", sqlite_where=_LEASED),
)

# One row for each request that answered a question of ours; kept for retention.fetches_days.
fetch = Table(
    "fetch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("purpose", Text, nullable=False),  # list, page
    Column("url", Text, nullable=False),  # secrets masked
    Column("started_at", UtcDateTime, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("status", Integer),  # HTTP; null when there was no answer
    Column("outcome", Text, nullable=False),  # ok, unchanged, or a class of failure
    Column("detail", Text),
    Column("body_bytes", Integer),  # decoded
    Column("entries", Integer),  # listed (lists only)
    Column("new_items", Integer),
    Index(None, "source", "started_at"),
    Index(None, "started_at"),
    Index(None, "purpose", "source", "outcome", "started_at"),  # counted for a month
)

# A page at rest. What becomes of it stands in the outcome.
page = Table(
    "page",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", Id, ForeignKey(item.c.id, ondelete="SET NULL"), index=True),
    Column("source", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("requested_url", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Json, nullable=False),  # list of [name, value]
    Column("body_bytes", Integer, nullable=False),  # before compression
    Column("entry", Json),
    Column("from_feed", Boolean, nullable=False),
    Column("stage", Text, nullable=False),  # waiting, settled
    Column("attempts", Integer, nullable=False),
    Column("leased_until", UtcDateTime),  # without a holder: when it failed, for runs that begin later to try again
    Column("leased_by", Text),
    Column("outcome", Text),  # filed, revised, known, or a pipeline.records.Reason
    Column("detail", Text),
    Column("article_id", Id),
    Column("settled_at", UtcDateTime),
    Index(None, "stage", "id"),
    Index("ix_page_leased_by", "leased_by", sqlite_where=_LEASED),
)

# The body of a page, in a table of its own because claiming a page rewrites its row; it goes after
# retention.page_bodies_days.
page_body = Table(
    "page_body",
    metadata,
    Column("page_id", Id, ForeignKey(page.c.id, ondelete="CASCADE"), primary_key=True),
    Column("body", LargeBinary, nullable=False),  # zstd
)


def know_postgres() -> None:
    """Give the partial indexes their condition for Postgres as well.

    Naming it loads SQLAlchemy's part for Postgres with all its drivers, a tenth of what a command on SQLite costs.
    """
    for index in (*item.indexes, *page.indexes):
        if index.name in ("ix_item_leased_by", "ix_page_leased_by"):
            index.dialect_options["postgresql"]["where"] = _LEASED
