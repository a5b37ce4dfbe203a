"""Stories, members, copies and the indices that find both."""

revision = "0003_stories"
down_revision = "0002_articles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
