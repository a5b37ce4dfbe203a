"""Articles, their addresses and revisions; runs, leases, digests; the search index."""

revision = "0002_articles"
down_revision = "0001_collect"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
