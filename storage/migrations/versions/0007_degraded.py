"""Which stages did not know an article's language."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007_degraded"
down_revision = "0006_complete"
branch_labels = None
depends_on = None

Json = sa.JSON().with_variant(JSONB(), "postgresql")

ARTICLES = """
    SELECT a.id, m.story_id, a.url, a.title, a.outlet, a.source, a.authors, a.published_at,
           a.published_precision, a.dated_at, a.seen_at, a.filed_at, a.revised_at, a.language, a.section,
           a.summary, a.text, a.markdown, a.image_url, a.words, a.paywalled, a.partial, a.relevance,
           c.original_id AS duplicate_of, c.kind AS copy_kind, c.similarity AS copy_similarity{degraded}
    FROM article a
    LEFT JOIN story_member m ON m.article_id = a.id
    LEFT JOIN copy c ON c.article_id = a.id
"""


def upgrade() -> None:
    op.add_column("article", sa.Column("degraded", Json))  # null: filed before it was noted
    op.execute("DROP VIEW articles")
    op.execute("CREATE VIEW articles AS" + ARTICLES.format(degraded=", a.degraded"))


def downgrade() -> None:
    op.execute("DROP VIEW articles")
    op.drop_column("article", "degraded")
    op.execute("CREATE VIEW articles AS" + ARTICLES.format(degraded=""))
