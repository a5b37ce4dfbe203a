"""Entities, mentions, topics, quotes and new names."""

revision = "0004_tags"
down_revision = "0003_stories"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
