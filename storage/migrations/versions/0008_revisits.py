"""Pages looked at again are counted for each host and day."""

import sqlalchemy as sa
from alembic import op

revision = "0008_revisits"
down_revision = "0007_degraded"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("host", sa.Column("revisits_on", sa.Text))
    op.add_column("host", sa.Column("revisits", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("host", "revisits")
    op.drop_column("host", "revisits_on")
