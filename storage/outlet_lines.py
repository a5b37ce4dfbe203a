"""What is learned of outlets: the lines that they repeat, counted and bounded, and their templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, bindparam, delete, select

from pipeline.extract.learned import DEFAULT_RULES, LearningRules, LineCount, OutletMemory, counted
from pipeline.records import Article
from storage.outlet_templates import read_templates, write_templates
from storage.schema.articles import outlet_line, outlet_reading
from storage.transactions import reading
from storage.upsert import upsert_many

_STALE = 1.1  # what was learned of an outlet is read again when it has so many times as many articles
_REMEMBERED = 200  # outlets


@dataclass
class OutletLines:
    """The lines of the outlets met last, as this process knows them. Other processes count as well."""

    engine: Engine
    rules: LearningRules = DEFAULT_RULES
    _known: dict[str, OutletMemory] = field(default_factory=dict)

    def of(self, outlets: Collection[str]) -> dict[str, OutletMemory]:
        """Return what has been learned of each of *outlets*, nearly up to date."""
        with reading(self.engine) as connection:
            counts = readings(connection, outlets)
            # An outlet's first articles teach most; later it is enough to look again now and then.
            stale = [each for each in outlets if counts.get(each, 0) > self._get(each).articles * _STALE]
            self._known |= site_lines(connection, stale)
        found = {outlet: self._get(outlet) for outlet in outlets}
        self._remember(found)
        return found

    def count(self, connection: Connection, articles: Iterable[Article]) -> dict[str, OutletMemory]:
        """Add the lines of new *articles* to the counts; return what is known afterwards, for `remember`.

        Not to be called for revisions. Until the transaction is committed, it is known to nobody.
        """
        by_outlet: dict[str, list[Article]] = {}
        for article in articles:
            by_outlet.setdefault(article.outlet, []).append(article)
        counts = readings(connection, by_outlet)
        stale = [each for each in by_outlet if counts.get(each, 0) != self._get(each).articles]
        before = {outlet: self._get(outlet) for outlet in by_outlet} | site_lines(connection, stale)
        after = {}
        for outlet, new in by_outlet.items():
            lines = before[outlet]
            for article in new:
                lines = counted(lines, article, self.rules)
            after[outlet] = lines
        _write(connection, before, after)
        return after

    def remember(self, counted_lines: Mapping[str, OutletMemory]) -> None:
        """Take in what `count` returned, now that it is committed."""
        self._remember(counted_lines)

    def _get(self, outlet: str) -> OutletMemory:
        return self._known.get(outlet, OutletMemory())

    def _remember(self, found: Mapping[str, OutletMemory]) -> None:
        for outlet, lines in found.items():
            self._known.pop(outlet, None)
            self._known[outlet] = lines  # last used stands last
        while len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]


def site_lines(connection: Connection, outlets: Collection[str]) -> dict[str, OutletMemory]:
    """Return what has been learned of each of *outlets*; nothing, for one not met before."""
    if not outlets:
        return {}
    columns = outlet_line.c
    lines: dict[str, dict[bytes, LineCount]] = {outlet: {} for outlet in outlets}
    rows = connection.execute(
        select(columns.outlet, columns.key, columns.text, columns.seen, columns.first, columns.last).where(
            columns.outlet.in_(outlets)
        )
    )
    for outlet, key, *count in rows:
        lines[outlet][bytes(key)] = LineCount(*count)
    counts = readings(connection, outlets)
    templates = read_templates(connection, outlets)
    return {outlet: OutletMemory(counts.get(outlet, 0), lines[outlet], templates.get(outlet, ())) for outlet in outlets}


def readings(connection: Connection, outlets: Collection[str]) -> dict[str, int]:
    """Return how many articles of each of *outlets* were counted, of those that had any."""
    query = select(outlet_reading.c.outlet, outlet_reading.c.articles).where(outlet_reading.c.outlet.in_(outlets))
    return {row.outlet: row.articles for row in connection.execute(query)}


def _write(connection: Connection, before: Mapping[str, OutletMemory], after: Mapping[str, OutletMemory]) -> None:
    changed = sorted(outlet for outlet in after if after[outlet] is not before[outlet])
    write_templates(
        connection,
        {outlet: before[outlet].templates for outlet in changed},
        {outlet: after[outlet].templates for outlet in changed},
    )
    upsert_many(
        connection,
        outlet_reading,
        [{"outlet": outlet, "articles": after[outlet].articles} for outlet in changed],
        update=("articles",),
    )
    rows = [
        {"outlet": outlet, "key": key, "text": line.text, "seen": line.seen, "first": line.first, "last": line.last}
        for outlet in changed
        for key, line in after[outlet].lines.items()
        if before[outlet].lines.get(key) != line
    ]
    upsert_many(connection, outlet_line, rows, update=("seen", "first", "last"))
    forgotten = [
        {"of": outlet, "line": key}
        for outlet in changed
        for key in before[outlet].lines.keys() - after[outlet].lines.keys()
    ]
    if forgotten:
        columns = outlet_line.c
        connection.execute(
            delete(outlet_line).where(columns.outlet == bindparam("of"), columns.key == bindparam("line")), forgotten
        )
