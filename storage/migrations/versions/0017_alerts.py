"""Watchlists find, and what they find is sent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017_alerts"
down_revision = "0016_corrections"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", Id, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("html", sa.Text),
        sa.Column("data", Json, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_made_at", "message", ["made_at"])
    op.create_table(
        "alert",
        sa.Column("id", Id, nullable=False),
        sa.Column("watchlist", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("outlet", sa.Text),
        sa.Column("story_id", Id),
        sa.Column("article_id", Id),
        sa.Column("outlets", sa.Integer),
        sa.Column("more", Json, nullable=False),
        sa.Column("decided_at", Moment, nullable=False),
        sa.Column("due_at", Moment),
        sa.Column("message_id", Id),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_alert_message_id_message", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_alert_watchlist_kind_subject", "alert", ["watchlist", "kind", "subject"], unique=True)
    for column in ("story_id", "article_id", "decided_at", "due_at"):
        op.create_index(f"ix_alert_{column}", "alert", [column])
    op.create_table(
        "delivery",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("planned_at", Moment, nullable=False),
        sa.Column("next_try_at", Moment),
        sa.Column("tried_at", Moment),
        sa.Column("sent_at", Moment),
        sa.Column("problem", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_delivery_message_id_message", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_delivery_key", "delivery", ["key"], unique=True)
    op.create_index("ix_delivery_message_id", "delivery", ["message_id"])
    op.create_index("ix_delivery_state_next_try_at", "delivery", ["state", "next_try_at"])
    op.create_table(
        "paused_recipient",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_paused_recipient"),
    )
    op.create_table(
        "watch_mark",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("began_at", Moment, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_watch_mark"),
    )


def downgrade() -> None:
    for table in ("watch_mark", "paused_recipient", "delivery", "alert", "message"):
        op.drop_table(table)
