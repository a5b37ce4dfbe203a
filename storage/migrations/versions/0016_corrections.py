"""Corrections by hand are rows; articles can be hidden."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016_corrections"
down_revision = "0015_facts"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)

ARTICLES = """
        SELECT a.id, m.story_id, a.url, a.title, a.outlet, a.source, a.authors, a.published_at,
               a.published_precision, a.dated_at, a.seen_at, a.filed_at, a.revised_at, a.language, a.section,
               a.summary, t.text, t.markdown, a.image_url, a.words, a.paywalled, a.partial, a.relevance,
               c.original_id AS duplicate_of, c.kind AS copy_kind, c.similarity AS copy_similarity,
               a.degraded, a.pipeline_version
        FROM article a
        JOIN article_text t ON t.article_id = a.id
        LEFT JOIN story_member m ON m.article_id = a.id
        LEFT JOIN copy c ON c.article_id = a.id{visible}
    """
VISIBLE = """
        WHERE a.hidden_at IS NULL"""
CORRECTIONS = """
        SELECT c.id, c.kind, c.article_id, c.story_id, c.details, c.who, c.why, c.made_at, c.undone_at, c.undone_by
        FROM correction c
    """


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("article_id", Id),
        sa.Column("story_id", Id),
        sa.Column("details", Json, nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("undone_at", Moment),
        sa.Column("undone_by", sa.Text),
    )
    op.create_index("ix_correction_article_id", "correction", ["article_id"])
    op.create_table(
        "correction_pair",
        sa.Column("one", Id, primary_key=True, autoincrement=False),
        sa.Column("other", Id, primary_key=True, autoincrement=False),
        sa.Column("together", sa.Boolean, nullable=False),
        sa.Column("correction_id", Id, sa.ForeignKey("correction.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("ix_correction_pair_correction_id", "correction_pair", ["correction_id"])
    op.add_column("article", sa.Column("hidden_at", Moment))
    op.execute("DROP VIEW articles")
    op.execute("CREATE VIEW articles AS" + ARTICLES.format(visible=VISIBLE))
    op.execute("CREATE VIEW corrections AS" + CORRECTIONS)


def downgrade() -> None:
    op.execute("DROP VIEW corrections")
    op.execute("DROP VIEW articles")
    op.drop_table("correction_pair")
    op.drop_table("correction")
    op.drop_column("article", "hidden_at")
    op.execute("CREATE VIEW articles AS" + ARTICLES.format(visible=""))
