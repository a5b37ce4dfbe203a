"""Stories, members, copies and the indices that find both."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003_stories"
down_revision = "0002_articles"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only where it reads INTEGER
Json = sa.JSON().with_variant(JSONB(), "postgresql")
UtcDateTime = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_story()
    _create_story_member()
    _create_account()
    _create_credit()
    _create_story_told()
    _create_copy()
    _create_bands()
    _create_band_turn()


def downgrade() -> None:
    for table in (
        "band_turn",
        "copy_band_3",
        "copy_band_2",
        "copy_band_1",
        "copy_band_0",
        "copy",
        "story_told",
        "credit",
        "account",
        "story_member",
        "story",
    ):
        op.drop_table(table)


def _create_story() -> None:
    op.create_table(
        "story",
        sa.Column("id", Id, primary_key=True),
        sa.Column("merged_into", Id, sa.ForeignKey("story.id", ondelete="CASCADE")),
        sa.Column("follows", Id),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("lead_article_id", Id),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("outlets", sa.Integer, nullable=False),
        sa.Column("first_article_id", Id),
        sa.Column("first_outlet", sa.Text),
        sa.Column("first_at", UtcDateTime, nullable=False),
        sa.Column("first_why", Json, nullable=False),
        sa.Column("credited_outlet", sa.Text),
        sa.Column("last_at", UtcDateTime, nullable=False),
        sa.Column("all_outlets", sa.Integer, nullable=False),
        sa.Column("velocity", sa.Float, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("state_since", UtcDateTime, nullable=False),
        sa.Column("dormant_at", UtcDateTime, nullable=False),
        sa.Column("relevance", sa.Float, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_story_last_at", "story", ["last_at"])
    op.create_index("ix_story_merged_into", "story", ["merged_into"])


def _create_story_member() -> None:
    op.create_table(
        "story_member",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("story_id", Id, sa.ForeignKey("story.id", ondelete="CASCADE"), nullable=False),
        sa.Column("change", Id, nullable=False),
        sa.Column("terms", Json, nullable=False),
        sa.Column("meaning", sa.LargeBinary),
        sa.Column("dated_at", UtcDateTime, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("why", Json, nullable=False),
        sa.Column("placed_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_story_member_change", "story_member", ["change"])
    op.create_index("ix_story_member_dated_at", "story_member", ["dated_at"])
    op.create_index("ix_story_member_story_id", "story_member", ["story_id"])


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("out_at", UtcDateTime, nullable=False),
        sa.Column("doubt", sa.Text),
        sa.Column("facts", Json, nullable=False),
        sa.Column("novelty", sa.Float),
        sa.Column("adds", Json, nullable=False),
    )


def _create_credit() -> None:
    op.create_table(
        "credit",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("phrase", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("url_key", sa.Text),
        sa.Column("prominent", sa.Boolean, nullable=False),
        sa.Column("credited_id", Id),
    )


def _create_story_told() -> None:
    op.create_table(
        "story_told",
        sa.Column("story_id", Id, sa.ForeignKey("story.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )


def _create_copy() -> None:
    op.create_table(
        "copy",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("original_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("similarity", sa.Float, nullable=False),
    )
    op.create_index("ix_copy_original_id", "copy", ["original_id"])


def _create_bands() -> None:
    for number in range(4):
        op.create_table(
            f"copy_band_{number}",
            sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("article_id", Id, primary_key=True, autoincrement=False),
            sqlite_with_rowid=False,
        )


def _create_band_turn() -> None:
    op.create_table(
        "band_turn",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("turn", sa.Integer, nullable=False),
    )
