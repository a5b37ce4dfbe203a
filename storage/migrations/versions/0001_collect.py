"""Sources, hosts, items, fetches and pages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001_collect"
down_revision = None
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only where it reads INTEGER
Json = sa.JSON().with_variant(JSONB(), "postgresql")
UtcDateTime = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_source()
    _create_host()
    _create_item()
    _create_fetch()
    _create_page()


def downgrade() -> None:
    for table in ("page", "fetch", "item", "host", "source"):
        op.drop_table(table)


def _create_source() -> None:
    op.create_table(
        "source",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("homepage", sa.Text),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("weight", sa.Float, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("configured_url", sa.Text, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("poll_state", Json, nullable=False),
        sa.Column("next_fetch_at", UtcDateTime),
        sa.Column("leased_until", UtcDateTime),
        sa.Column("leased_by", sa.Text),
        sa.Column("last_fetch_at", UtcDateTime),
        sa.Column("last_success_at", UtcDateTime),
        sa.Column("last_new_at", UtcDateTime),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("failures", sa.Float, nullable=False),
        sa.Column("problem", sa.Text),
        sa.Column("problem_detail", sa.Text),
    )
    op.create_index("ix_source_next_fetch_at", "source", ["next_fetch_at"])


def _create_host() -> None:
    op.create_table(
        "host",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("next_allowed_at", UtcDateTime),
        sa.Column("leased_until", UtcDateTime),
        sa.Column("leased_by", sa.Text),
        sa.Column("delay_s", sa.Float),
        sa.Column("held_why", sa.Text),
        sa.Column("robots", sa.LargeBinary),
        sa.Column("robots_state", sa.Text),
        sa.Column("robots_until", UtcDateTime),
        sa.Column("robots_detail", sa.Text),
        sa.Column("robots_closed_since", UtcDateTime),
        sa.Column("new_urls_on", sa.Text),
        sa.Column("new_urls", sa.Integer, nullable=False),
    )


def _create_item() -> None:
    op.create_table(
        "item",
        sa.Column("id", Id, primary_key=True),
        sa.Column("source", sa.Text, sa.ForeignKey("source.name", ondelete="CASCADE"), nullable=False),
        sa.Column("guid", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("url_key", sa.Text),
        sa.Column("title_key", sa.Text),
        sa.Column("entry", Json, nullable=False),
        sa.Column("updated_at", UtcDateTime),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", UtcDateTime),
        sa.Column("leased_until", UtcDateTime),
        sa.Column("leased_by", sa.Text),
        sa.Column("first_seen_at", UtcDateTime, nullable=False),
        sa.Column("last_seen_at", UtcDateTime, nullable=False),
        sa.Column("fetched_at", UtcDateTime),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.LargeBinary),
    )
    op.create_index("ix_item_next_try_at", "item", ["next_try_at"])
    op.create_index("ix_item_source_guid", "item", ["source", "guid"])
    op.create_index("ix_item_source_title_key", "item", ["source", "title_key"])
    op.create_index("ix_item_url_key", "item", ["url_key"])


def _create_fetch() -> None:
    op.create_table(
        "fetch",
        sa.Column("id", Id, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("detail", sa.Text),
        sa.Column("body_bytes", sa.Integer),
        sa.Column("entries", sa.Integer),
        sa.Column("new_items", sa.Integer),
    )
    op.create_index("ix_fetch_source_started_at", "fetch", ["source", "started_at"])
    op.create_index("ix_fetch_started_at", "fetch", ["started_at"])


def _create_page() -> None:
    op.create_table(
        "page",
        sa.Column("id", Id, primary_key=True),
        sa.Column("item_id", Id, sa.ForeignKey("item.id", ondelete="SET NULL")),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("requested_url", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("fetched_at", UtcDateTime, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", Json, nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.Column("body_bytes", sa.Integer, nullable=False),
        sa.Column("entry", Json),
        sa.Column("from_feed", sa.Boolean, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", UtcDateTime),
        sa.Column("leased_by", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("detail", sa.Text),
        sa.Column("article_id", Id),
        sa.Column("settled_at", UtcDateTime),
    )
    op.create_index("ix_page_item_id", "page", ["item_id"])
    op.create_index("ix_page_stage_id", "page", ["stage", "id"])
