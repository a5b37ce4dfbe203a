"""Corrections by hand: made, and undone, each in one transaction in which nobody else places articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from pipeline.errors import ConfigError
from pipeline.records import Correction, CorrectionKind
from pipeline.stories.changes import Merge, Move
from storage.corrected import SETTERS, correct_again, stored_article, undo_tag, undo_untag
from storage.placement_lock import hold_placement
from storage.schema.corrections import correction, correction_pair
from storage.schema.stories import copy, story, story_member
from storage.schema.tags import quote
from storage.stories import last_change
from storage.story_changes import apply_changes, recount
from storage.transactions import transact

_MEMBERSHIP = {CorrectionKind.MERGE, CorrectionKind.PART, CorrectionKind.KEEP}


def correct(engine: Engine, made: Correction, now: datetime) -> int:
    """Make a correction and return its number. Raises ConfigError when there is nothing to correct."""

    def work(connection: Connection) -> int:
        hold_placement(connection)
        return _Correcting(connection, now).make(made)

    return transact(engine, work)


def undo(engine: Engine, number: int, who: str, now: datetime) -> None:
    """Undo a correction. Raises ConfigError when there is none of this number, or it is undone already."""

    def work(connection: Connection) -> None:
        hold_placement(connection)
        _Correcting(connection, now).undo(number, who)

    transact(engine, work)


class _Correcting:
    """One correction in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def make(self, made: Correction) -> int:
        if made.kind is CorrectionKind.MERGE:
            return self._merge(made)
        article_id = made.article_id or 0
        if stored_article(self._connection, article_id) is None:
            raise ConfigError(f"no article has the number {article_id}")
        if made.kind is CorrectionKind.PART:
            return self._part(made, article_id)
        if made.kind is CorrectionKind.KEEP:
            return self._keep(made, article_id)
        self._check(made, article_id)
        before = SETTERS[made.kind](self._connection, article_id, made.details)
        self._changed(article_id)
        return self._note(made, before, self._story_of(article_id))

    def undo(self, number: int, who: str) -> None:
        made = self._connection.execute(select(correction).where(correction.c.id == number)).one_or_none()
        if made is None:
            raise ConfigError(f"no correction has the number {number}")
        if made.undone_at is not None:
            raise ConfigError(f"correction {number} is undone already")
        self._connection.execute(
            update(correction).where(correction.c.id == number).values(undone_at=self._now, undone_by=who)
        )
        self._connection.execute(delete(correction_pair).where(correction_pair.c.correction_id == number))
        kind = CorrectionKind(made.kind)
        if kind in _MEMBERSHIP:
            self._give_back(made)
            return
        if stored_article(self._connection, made.article_id) is None:
            return  # it is gone, and nothing of it can be given back
        if kind is CorrectionKind.TAG:
            undo_tag(self._connection, made.article_id, made.before)
        elif kind is CorrectionKind.UNTAG:
            undo_untag(self._connection, made.article_id, made.before)
        else:
            SETTERS[kind](self._connection, made.article_id, made.before)
        correct_again(self._connection, [made.article_id])  # what other corrections say of it
        self._changed(made.article_id)

    def _check(self, made: Correction, article_id: int) -> None:
        """Complain of a correction that would change nothing."""
        if made.kind is CorrectionKind.SPEAKER:
            said = quote.c
            there = select(said.start).where(said.article_id == article_id, said.quote == made.details["quote"])
            if self._connection.execute(there.limit(1)).first() is None:
                raise ConfigError(f"article {article_id} has no such quotation")
        if made.kind is CorrectionKind.COPY:
            of = made.details["of"]
            if of == article_id or stored_article(self._connection, of) is None:
                raise ConfigError(f"no other article has the number {of}")
            if (root := self._connection.scalar(select(copy.c.original_id).where(copy.c.article_id == of))) is not None:
                raise ConfigError(f"article {of} is a copy itself, of {root}")
        copied = select(copy.c.article_id).where(copy.c.article_id == article_id)
        if made.kind is CorrectionKind.NOT_COPY and self._connection.execute(copied).first() is None:
            raise ConfigError(f"article {article_id} is no copy")

    def _merge(self, made: Correction) -> int:
        kept, gone = self._living(made.details["into"]), self._living(made.story_id or 0)
        if kept == gone:
            raise ConfigError(f"stories {made.details['into']} and {made.story_id} are one already")
        there, moved = self._members(kept), self._members(gone)
        apply_changes(self._connection, [Merge(kept, gone, (f"merged by {made.who}",))], self._now)
        number = self._note(made, {"articles": moved}, gone)
        anchor = min(there)
        self._pair(number, ((anchor, each) for each in (*there, *moved)), together=True)
        return number

    def _part(self, made: Correction, article_id: int) -> int:
        story_id = self._story_of(article_id)
        copies = select(copy.c.article_id).where(copy.c.original_id == article_id)
        members = self._members(story_id)
        moved = [article_id, *(each for each in self._connection.scalars(copies) if each in members)]
        stay = [each for each in members if each not in moved]
        if not stay:
            raise ConfigError(f"article {article_id} has its story {story_id} to itself")
        apply_changes(self._connection, [Move(tuple(moved), None, (f"parted by {made.who}",))], self._now)
        number = self._note(made, {"articles": moved, "story": story_id}, story_id)
        self._pair(number, ((one, other) for one in moved for other in stay), together=False)
        return number

    def _keep(self, made: Correction, article_id: int) -> int:
        story_id = self._story_of(article_id)
        others = [each for each in self._members(story_id) if each != article_id]
        if not others:
            raise ConfigError(f"article {article_id} has its story {story_id} to itself")
        number = self._note(made, {}, story_id)
        self._pair(number, [(article_id, min(others))], together=True)
        return number

    def _give_back(self, made: Row[Any]) -> None:
        """Put articles back where they were before a merge or a part, as far as they are still where it put them."""
        moved = made.before.get("articles", [])
        if made.kind == CorrectionKind.MERGE:
            self._connection.execute(
                update(story).where(story.c.id == made.story_id).values(merged_into=None, changed_at=self._now)
            )
            target = made.story_id
        elif made.kind == CorrectionKind.PART:
            target = self._living(made.before["story"])
        else:
            return
        member = story_member.c
        still = list(self._connection.scalars(select(member.article_id).where(member.article_id.in_(moved))))
        if still:
            apply_changes(self._connection, [Move(tuple(still), target, ("a correction was undone",))], self._now)

    def _note(self, made: Correction, before: Mapping[str, Any], story_id: int | None) -> int:
        values = {
            "kind": made.kind.value,
            "article_id": made.article_id,
            "story_id": story_id,
            "details": dict(made.details),
            "before": dict(before),
            "who": made.who,
            "why": made.why,
            "made_at": self._now,
        }
        noted = insert(correction).values(**values).returning(correction.c.id)
        number: int = self._connection.execute(noted).scalar_one()
        return number

    def _pair(self, number: int, pairs: Iterable[tuple[int, int]], *, together: bool) -> None:
        """Keep pairs of articles together, or apart; what was said of them before no longer holds."""
        ordered = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
        known = correction_pair.c
        for one, other in ordered:
            this = (known.one == one) & (known.other == other)
            self._connection.execute(delete(correction_pair).where(this))
        rows = [{"one": one, "other": other, "together": together, "correction_id": number} for one, other in ordered]
        if rows:
            self._connection.execute(insert(correction_pair), rows)

    def _changed(self, article_id: int) -> None:
        """Let the article's story, and other processes, know of what changed."""
        member = story_member.c
        these = member.article_id == article_id
        self._connection.execute(update(story_member).where(these).values(change=last_change(self._connection) + 1))
        recount(self._connection, [self._story_of(article_id)], self._now)

    def _story_of(self, article_id: int) -> int:
        found = select(story_member.c.story_id).where(story_member.c.article_id == article_id)
        story_id: int = self._connection.execute(found).scalar_one()
        return story_id

    def _members(self, story_id: int) -> Sequence[int]:
        of = select(story_member.c.article_id).where(story_member.c.story_id == story_id)
        return self._connection.scalars(of.order_by(story_member.c.article_id)).all()

    def _living(self, story_id: int) -> int:
        """Return the story that *story_id* means now."""
        row = self._connection.execute(select(story.c.id, story.c.merged_into).where(story.c.id == story_id)).first()
        if row is None:
            raise ConfigError(f"no story has the number {story_id}")
        return row.id if row.merged_into is None else self._living(row.merged_into)
