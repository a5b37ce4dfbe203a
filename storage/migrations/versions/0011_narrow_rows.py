"""Rows that lists and claims go over are narrow: texts and bodies stand apart, and what is looked for has an index.

Rows are moved in sets, one statement a table. The public views keep their columns.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_narrow_rows"
down_revision = "0010_recluster_mark"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
LEASED = sa.text("leased_by IS NOT NULL")

ARTICLES = """
    SELECT a.id, m.story_id, a.url, a.title, a.outlet, a.source, a.authors, a.published_at,
           a.published_precision, a.dated_at, a.seen_at, a.filed_at, a.revised_at, a.language, a.section,
           a.summary, {text}.text, {text}.markdown, a.image_url, a.words, a.paywalled, a.partial, a.relevance,
           c.original_id AS duplicate_of, c.kind AS copy_kind, c.similarity AS copy_similarity,
           a.degraded, a.pipeline_version
    FROM article a{joined}
    LEFT JOIN story_member m ON m.article_id = a.id
    LEFT JOIN copy c ON c.article_id = a.id
"""
APART = """
    JOIN article_text t ON t.article_id = a.id"""
ARTICLE_ENTITIES = """
    SELECT t.article_id, t.entity_id, t.salience, t.main, t.mentions, t.implied
    FROM article_entity t
"""
TAGS = "article_id, entity_id, salience, main, mentions, implied"
INDEXES: dict[str, tuple[str, ...]] = {
    "story": ("changed_at",),
    "item": ("source", "first_seen_at"),
    "fetch": ("purpose", "source", "outcome", "started_at"),
}


def upgrade() -> None:
    _drop_views()
    op.create_table(
        "article_text",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("markdown", sa.Text),
    )
    op.execute("INSERT INTO article_text (article_id, text, markdown) SELECT id, text, markdown FROM article")
    op.drop_column("article", "text")
    op.drop_column("article", "markdown")
    op.create_table(
        "page_body",
        sa.Column("page_id", Id, sa.ForeignKey("page.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.execute("INSERT INTO page_body (page_id, body) SELECT id, body FROM page WHERE body IS NOT NULL")
    op.drop_column("page", "body")
    op.execute(
        "CREATE TABLE rows_to_keep AS"
        " SELECT t.*, a.dated_at FROM article_entity t JOIN article a ON a.id = t.article_id"
    )
    op.drop_table("article_entity")
    _create_article_entity(sa.Column("dated_at", Moment, nullable=False), sqlite_with_rowid=False)
    op.execute(f"INSERT INTO article_entity ({TAGS}, dated_at) SELECT {TAGS}, dated_at FROM rows_to_keep")
    op.drop_table("rows_to_keep")
    about = ["entity_id", "dated_at", "implied", "salience", "article_id"]
    op.create_index("ix_article_entity_about", "article_entity", about)
    for table, columns in INDEXES.items():
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
    for table in ("item", "page"):
        name = f"ix_{table}_leased_by"
        op.create_index(name, table, ["leased_by"], sqlite_where=LEASED, postgresql_where=LEASED)
    op.execute("CREATE VIEW articles AS" + ARTICLES.format(text="t", joined=APART))
    op.execute("CREATE VIEW article_entities AS" + ARTICLE_ENTITIES)


def downgrade() -> None:
    _drop_views()
    for table in ("item", "page"):
        op.drop_index(f"ix_{table}_leased_by", table)
    for table, columns in INDEXES.items():
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    op.execute(f"CREATE TABLE rows_to_keep AS SELECT {TAGS} FROM article_entity")
    op.drop_table("article_entity")
    _create_article_entity()
    op.execute(f"INSERT INTO article_entity ({TAGS}) SELECT {TAGS} FROM rows_to_keep")
    op.drop_table("rows_to_keep")
    op.create_index("ix_article_entity_entity_id", "article_entity", ["entity_id"])
    op.add_column("page", sa.Column("body", sa.LargeBinary))
    op.execute("UPDATE page SET body = (SELECT b.body FROM page_body b WHERE b.page_id = page.id)")
    op.drop_table("page_body")
    op.add_column("article", sa.Column("text", sa.Text, nullable=False, server_default=""))
    op.add_column("article", sa.Column("markdown", sa.Text))
    op.execute(
        "UPDATE article SET text = t.text, markdown = t.markdown FROM article_text t WHERE t.article_id = article.id"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("article", "text", server_default=None)
    op.drop_table("article_text")
    op.execute("CREATE VIEW articles AS" + ARTICLES.format(text="a", joined=""))
    op.execute("CREATE VIEW article_entities AS" + ARTICLE_ENTITIES)


def _drop_views() -> None:
    op.execute("DROP VIEW articles")
    op.execute("DROP VIEW article_entities")


def _create_article_entity(*more: sa.Column[object], **options: bool) -> None:
    op.create_table(
        "article_entity",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("entity_id", sa.Text, primary_key=True),
        sa.Column("salience", sa.Float, nullable=False),
        sa.Column("main", sa.Boolean, nullable=False),
        sa.Column("mentions", sa.Integer, nullable=False),
        sa.Column("implied", sa.Boolean, nullable=False),
        *more,
        **options,
    )
