"""Who wrote and who is quoted is found by folded names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014_people"
down_revision = "0013_reading_indexes"
branch_labels = None
depends_on = None

BATCH = 5_000
Json = sa.JSON().with_variant(JSONB(), "postgresql")
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)

article = sa.table("article", sa.column("id"), sa.column("authors", Json), sa.column("dated_at", Moment))
quote = sa.table("quote", sa.column("article_id"), sa.column("speaker"))
person = sa.table(
    "article_person", sa.column("article_id"), sa.column("role"), sa.column("key"), sa.column("dated_at", Moment)
)
person_name = sa.table("person_name", sa.column("role"), sa.column("key"), sa.column("name"))

# As names were folded when this was written.
_NOT_DECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_MARKS = "".join(chr(code) for code in range(0x900, 0x1D00) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"\d+|[{_UNSPACED}]|(?:[^\W\d_{_UNSPACED}][{_MARKS}]*)+")


def upgrade() -> None:
    op.create_table(
        "person_name",
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "article_person",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("dated_at", Moment, nullable=False),
        sqlite_with_rowid=False,
    )
    _fill(op.get_bind())
    op.create_index("ix_article_person_by", "article_person", ["role", "key", "dated_at", "article_id"])


def downgrade() -> None:
    op.drop_table("article_person")
    op.drop_table("person_name")


def _fill(bind: sa.Connection) -> None:
    last = 0
    known: set[tuple[str, str]] = set()
    query = sa.select(article.c.id, article.c.authors, article.c.dated_at).order_by(article.c.id).limit(BATCH)
    while rows := bind.execute(query.where(article.c.id > last)).all():
        said = (
            sa.select(quote.c.article_id, quote.c.speaker)
            .where(quote.c.article_id > last, quote.c.article_id <= rows[-1].id, quote.c.speaker.is_not(None))
            .distinct()
        )
        speakers: dict[int, list[str]] = {}
        for one in bind.execute(said):
            speakers.setdefault(one.article_id, []).append(one.speaker)
        found = [
            *_people("author", ((row.id, row.dated_at, row.authors or []) for row in rows)),
            *_people("speaker", ((row.id, row.dated_at, speakers.get(row.id, [])) for row in rows)),
        ]
        names = {(one["role"], one["key"]): one.pop("name") for one in reversed(found)}
        new = [{"role": key[0], "key": key[1], "name": name} for key, name in names.items() if key not in known]
        known.update(names)
        if new:
            bind.execute(sa.insert(person_name), new)
        if found:
            bind.execute(sa.insert(person), found)
        last = rows[-1].id


def _people(role: str, named: Iterable[tuple[int, Any, Sequence[str]]]) -> Iterable[dict[str, Any]]:
    for article_id, dated_at, names in named:
        keyed = {_key(name): name for name in reversed(names)}
        for key, name in keyed.items():
            if key:
                yield {"article_id": article_id, "role": role, "key": key, "dated_at": dated_at, "name": name}


def _key(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(char for char in decomposed if unicodedata.combining(char) in (0, 7, 9))
    folded = unicodedata.normalize("NFC", kept).translate(_NOT_DECOMPOSED)
    return " ".join(word[:100] for word in _WORD.findall(folded))
