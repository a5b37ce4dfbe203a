"""Articles, their addresses and revisions; runs, leases, digests; the search index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002_articles"
down_revision = "0001_collect"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only where it reads INTEGER
Json = sa.JSON().with_variant(JSONB(), "postgresql")
UtcDateTime = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_articles()
    _create_runs()
    _create_learned()
    _create_search()


def downgrade() -> None:
    for table in (
        "article_search",
        "outlet_reading",
        "outlet_line",
        "digest",
        "lease",
        "run",
        "revision",
        "article_url",
        "article",
    ):
        op.drop_table(table)


def _create_articles() -> None:
    op.create_table(
        "article",
        sa.Column("id", Id, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("markdown", sa.Text),
        sa.Column("summary", sa.Text),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("authors", Json, nullable=False),
        sa.Column("published_at", UtcDateTime),
        sa.Column("published_precision", sa.Text),
        sa.Column("updated_at", UtcDateTime),
        sa.Column("language", sa.Text),
        sa.Column("section", sa.Text),
        sa.Column("keywords", Json, nullable=False),
        sa.Column("image_url", sa.Text),
        sa.Column("links", Json, nullable=False),
        sa.Column("paywalled", sa.Boolean, nullable=False),
        sa.Column("partial", sa.Boolean, nullable=False),
        sa.Column("original", Json),
        sa.Column("provenance", Json, nullable=False),
        sa.Column("text_hash", sa.LargeBinary, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("relevance", sa.Float, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.Column("dated_at", UtcDateTime, nullable=False),
        sa.Column("filed_at", UtcDateTime, nullable=False),
        sa.Column("revised_at", UtcDateTime),
        sa.Column("page_id", Id),
    )
    op.create_index("ix_article_dated_at", "article", ["dated_at"])
    op.create_index("ix_article_outlet_dated_at", "article", ["outlet", "dated_at"])
    op.create_index("ix_article_text_hash", "article", ["text_hash"])
    op.create_table(
        "article_url",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_article_url_article_id", "article_url", ["article_id"])
    op.create_table(
        "revision",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_hash", sa.LargeBinary, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.Column("edited", sa.Text),
        sa.Column("notice", sa.Text),
        sa.Column("page_id", Id),
    )
    op.create_index("ix_revision_seen_at", "revision", ["seen_at"])


def _create_runs() -> None:
    op.create_table(
        "run",
        sa.Column("id", Id, primary_key=True),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("beat_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("outcome", sa.Text),
        sa.Column("problem", sa.Text),
        sa.Column("counts", Json, nullable=False),
    )
    op.create_index("ix_run_started_at", "run", ["started_at"])
    op.create_table(
        "lease",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("taken_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "digest",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("story_ids", Json, nullable=False),
        sa.Column("content", Json, nullable=False),
    )


def _create_learned() -> None:
    op.create_table(
        "outlet_line",
        sa.Column("outlet", sa.Text, primary_key=True),
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "outlet_reading",
        sa.Column("outlet", sa.Text, primary_key=True),
        sa.Column("articles", sa.Integer, nullable=False),
    )


def _create_search() -> None:
    """Both indices hold words that `storage.search` has folded already, so that both find the same."""
    if op.get_bind().dialect.name == "sqlite":
        # No copy of the text is kept; "ascii" splits at blanks and leaves other letters alone.
        op.execute("CREATE VIRTUAL TABLE article_search USING fts5(title, text, content='', tokenize='ascii')")
    else:
        op.execute(
            "CREATE TABLE article_search ("
            "article_id BIGINT CONSTRAINT pk_article_search PRIMARY KEY"
            " CONSTRAINT fk_article_search_article_id_article REFERENCES article (id) ON DELETE CASCADE, "
            "words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_article_search_words ON article_search USING gin (words)")
