"""What has been reclustered is remembered, and which articles stay together; open articles are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0010_recluster_mark"
down_revision = "0009_pipeline_version"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recluster_mark",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
    )
    op.add_column("story_member", sa.Column("linked_to", sa.BigInteger().with_variant(sa.Integer, "sqlite")))
    op.create_index("ix_story_member_placed_at", "story_member", ["placed_at"])


def downgrade() -> None:
    op.drop_index("ix_story_member_placed_at", "story_member")
    op.drop_column("story_member", "linked_to")
    op.drop_table("recluster_mark")
