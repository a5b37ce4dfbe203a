"""What reading commands look for has an index: languages by the time of filing, and the words of the search index.

The latter is a view that SQLite has of its own index (sqlite.org/fts5.html, 8); it takes no room.
"""

from alembic import op

revision = "0013_reading_indexes"
down_revision = "0012_templates"
branch_labels = None
depends_on = None

FILED = "ix_article_filed_at_language_degraded"


def upgrade() -> None:
    op.create_index(FILED, "article", ["filed_at", "language", "degraded"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE article_search_terms USING fts5vocab(article_search, instance)")


def downgrade() -> None:
    op.drop_index(FILED, "article")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE article_search_terms")
