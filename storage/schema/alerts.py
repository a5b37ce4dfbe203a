"""What watchlists found, and what is sent of it to whom."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from storage.schema.base import Id, Json, UtcDateTime, metadata

# What is sent, once however many get it.
message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", Text, nullable=False),  # one line
    Column("text", Text, nullable=False),
    Column("html", Text),
    Column("data", Json, nullable=False),  # the same for programs
    Column("made_at", UtcDateTime, nullable=False, index=True),
)

# One thing that a watchlist tells, once.
alert = Table(
    "alert",
    metadata,
    Column("id", Id, primary_key=True),
    Column("watchlist", Text, nullable=False),
    Column("kind", Text, nullable=False),  # newsdesk.settings.watching.Kind or Health
    Column("subject", Text, nullable=False),  # e.g. story:17; what is told once
    Column("headline", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("url", Text),
    Column("outlet", Text),
    Column("story_id", Id, index=True),  # as it was; merges redirect it
    Column("article_id", Id, index=True),
    Column("outlets", Integer),  # that told the story in their own words when this was decided
    Column("more", Json, nullable=False),  # name -> text
    Column("decided_at", UtcDateTime, nullable=False, index=True),
    Column("due_at", UtcDateTime),  # null: waits until its story passes the watchlist's thresholds
    Column("message_id", Id, ForeignKey("message.id", ondelete="SET NULL")),  # that told it
    Index(None, "watchlist", "kind", "subject", unique=True),
    Index(None, "due_at"),
)

# One message for one recipient.
delivery = Table(
    "delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False),  # of what, to whom: planned twice, it is there once
    Column("message_id", Id, ForeignKey("message.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),  # planned, sending, sent, failed, doubtful
    Column("attempts", Integer, nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("next_try_at", UtcDateTime),  # null unless planned
    Column("tried_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("problem", Text),  # of the last try; secrets masked
    Index(None, "key", unique=True),
    Index(None, "state", "next_try_at"),
)

# Recipients whose deliveries wait until a person says so.
paused_recipient = Table(
    "paused_recipient",
    metadata,
    Column("name", Text, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
)

# Up to where watchlists have looked ("*"), and from where on each looks: what came before it is no news.
watch_mark = Table(
    "watch_mark",
    metadata,
    Column("name", Text, primary_key=True),  # of a watchlist, or *
    Column("began_at", UtcDateTime, nullable=False),
    Column("article_id", Id, nullable=False),
)
