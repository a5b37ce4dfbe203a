"""The public views."""

revision = "0005_views"
down_revision = "0004_tags"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
