"""By which rules an article was made; and a run's last sign of life, which nobody read, goes."""

import sqlalchemy as sa
from alembic import op

revision = "0009_pipeline_version"
down_revision = "0008_revisits"
branch_labels = None
depends_on = None

ARTICLES = """
    SELECT a.id, m.story_id, a.url, a.title, a.outlet, a.source, a.authors, a.published_at,
           a.published_precision, a.dated_at, a.seen_at, a.filed_at, a.revised_at, a.language, a.section,
           a.summary, a.text, a.markdown, a.image_url, a.words, a.paywalled, a.partial, a.relevance,
           c.original_id AS duplicate_of, c.kind AS copy_kind, c.similarity AS copy_similarity,
           a.degraded{version}
    FROM article a
    LEFT JOIN story_member m ON m.article_id = a.id
    LEFT JOIN copy c ON c.article_id = a.id
"""


def upgrade() -> None:
    op.add_column("article", sa.Column("pipeline_version", sa.Integer))  # null: filed before it was noted
    op.execute("DROP VIEW articles")
    op.execute("CREATE VIEW articles AS" + ARTICLES.format(version=", a.pipeline_version"))
    op.drop_column("run", "beat_at")


def downgrade() -> None:
    op.add_column("run", sa.Column("beat_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE run SET beat_at = coalesce(ended_at, started_at)")
    with op.batch_alter_table("run") as run:
        run.alter_column("beat_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.execute("DROP VIEW articles")
    op.drop_column("article", "pipeline_version")
    op.execute("CREATE VIEW articles AS" + ARTICLES.format(version=""))
