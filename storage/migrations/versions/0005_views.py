"""The public views."""

from alembic import op

from storage.schema.views import VIEWS

revision = "0005_views"
down_revision = "0004_tags"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
