"""Entities, mentions, topics, quotes and new names."""

import sqlalchemy as sa
from alembic import op

revision = "0004_tags"
down_revision = "0003_stories"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only where it reads INTEGER
UtcDateTime = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_entity()
    _create_mention()
    _create_article_entity()
    _create_article_topic()
    _create_quote()
    _create_new_name()
    _create_new_name_sighting()


def downgrade() -> None:
    for table in ("new_name_sighting", "new_name", "quote", "article_topic", "article_entity", "mention", "entity"):
        op.drop_table(table)


def _create_entity() -> None:
    op.create_table(
        "entity",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("parent_id", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
    )


def _create_mention() -> None:
    op.create_table(
        "mention",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("surface", sa.Text, nullable=False),
        sa.Column("version", sa.Text),
    )
    op.create_index("ix_mention_entity_id", "mention", ["entity_id"])


def _create_article_entity() -> None:
    op.create_table(
        "article_entity",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("entity_id", sa.Text, primary_key=True),
        sa.Column("salience", sa.Float, nullable=False),
        sa.Column("main", sa.Boolean, nullable=False),
        sa.Column("mentions", sa.Integer, nullable=False),
        sa.Column("implied", sa.Boolean, nullable=False),
    )
    op.create_index("ix_article_entity_entity_id", "article_entity", ["entity_id"])


def _create_article_topic() -> None:
    op.create_table(
        "article_topic",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("topic_id", sa.Text, primary_key=True),
        sa.Column("score", sa.Float, nullable=False),
    )
    op.create_index("ix_article_topic_topic_id", "article_topic", ["topic_id"])


def _create_quote() -> None:
    op.create_table(
        "quote",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text),
        sa.Column("speaker_id", sa.Text),
        sa.Column("cue", sa.Text),
    )
    op.create_index("ix_quote_speaker_id", "quote", ["speaker_id"])


def _create_new_name() -> None:
    op.create_table(
        "new_name",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("surface", sa.Text, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("parent_id", sa.Text),
        sa.Column("evidence", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("first_seen_at", UtcDateTime, nullable=False),
        sa.Column("last_seen_at", UtcDateTime, nullable=False),
        sa.Column("first_article_id", Id),
    )
    op.create_index("ix_new_name_state_last_seen_at", "new_name", ["state", "last_seen_at"])


def _create_new_name_sighting() -> None:
    op.create_table(
        "new_name_sighting",
        sa.Column("key", sa.Text, sa.ForeignKey("new_name.key", ondelete="CASCADE"), primary_key=True),
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("official", sa.Boolean, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
    )
