"""Articles state values, and those of a story come to facts: each with its verdict, and who says so."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015_facts"
down_revision = "0014_people"
branch_labels = None
depends_on = None

Json = sa.JSON().with_variant(JSONB(), "postgresql")
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

STATEMENTS = """
    SELECT s.article_id, s.number, f.story_id, f.fact_number AS fact, s.kind, s.normal AS value,
           substr(CASE WHEN s.part = 'title' THEN a.title ELSE t.text END, s.start + 1, s."end" - s.start)
               AS surface,
           substr(CASE WHEN s.part = 'title' THEN a.title ELSE t.text END, s.sentence_start + 1,
                  s.sentence_end - s.sentence_start) AS sentence,
           s.part, s.start AS start_at, s."end" AS end_at, s.low, s.high, s.unit, s.step AS written_precision,
           s.bound, s.modality, s.said_by
    FROM statement s
    JOIN article a ON a.id = s.article_id
    JOIN article_text t ON t.article_id = s.article_id
    LEFT JOIN fact_statement f ON f.article_id = s.article_id AND f.number = s.number
"""
FACTS = """
    SELECT f.story_id, f.number, f.kind, f.verdict, f.disputed, f.sources,
           (SELECT COUNT(*) FROM fact_statement m WHERE m.story_id = f.story_id AND m.fact_number = f.number)
               AS statements
    FROM fact f
"""


def upgrade() -> None:
    op.create_table(
        "statement",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("sentence_start", sa.Integer, nullable=False),
        sa.Column("sentence_end", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("low", sa.Float),
        sa.Column("high", sa.Float),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("step", sa.Float, nullable=False),
        sa.Column("bound", sa.Text, nullable=False),
        sa.Column("modality", sa.Text, nullable=False),
        sa.Column("said_by", sa.Text),
        sa.Column("outdated", sa.Boolean, nullable=False),
        sa.Column("renewed", sa.Boolean, nullable=False),
        sa.Column("normal", sa.Text, nullable=False),
        sa.Column("slot", Json, nullable=False),
    )
    op.create_index("ix_statement_normal", "statement", ["normal", "kind"])
    op.create_table(
        "fact",
        sa.Column("story_id", Id, sa.ForeignKey("story.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("disputed", sa.Boolean, nullable=False),
        sa.Column("sources", sa.Integer, nullable=False),
    )
    op.create_table(
        "fact_statement",
        sa.Column("article_id", Id, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("story_id", Id, nullable=False),
        sa.Column("fact_number", sa.Integer, nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id", "number"], ["statement.article_id", "statement.number"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["story_id", "fact_number"], ["fact.story_id", "fact.number"], ondelete="CASCADE"),
    )
    op.create_index("ix_fact_statement_fact", "fact_statement", ["story_id", "fact_number"])
    op.create_table(
        "ledger_mark",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("change", Id, nullable=False),
    )
    op.execute(f"CREATE VIEW statements AS {STATEMENTS}")
    op.execute(f"CREATE VIEW facts AS {FACTS}")


def downgrade() -> None:
    op.execute("DROP VIEW facts")
    op.execute("DROP VIEW statements")
    for table in ("ledger_mark", "fact_statement", "fact", "statement"):
        op.drop_table(table)
