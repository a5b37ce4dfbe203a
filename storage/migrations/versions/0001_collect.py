"""Sources, hosts, items, fetches and pages."""

revision = "0001_collect"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
