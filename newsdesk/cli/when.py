"""Days and moments as options of commands: `newsdesk.moments` on the command line."""

from __future__ import annotations

import click

from newsdesk.moments import Ago, At, Days, Named, parse_moment


class Moment(click.ParamType):  # type: ignore[type-arg] # generic in newer versions only
    """A moment or a day as people name it. The value is a `Named`; its `span` needs now and the zone."""

    name = "when"

    def convert(self, value: str | Named, param: click.Parameter | None, ctx: click.Context | None) -> Named:
        if isinstance(value, Ago | At | Days):
            return value
        try:
            return parse_moment(value)
        except ValueError as exc:
            self.fail(f"{_short(value)}: {exc}", param, ctx)


class Day(Moment):
    """One day as people name it. The value is a `Days`."""

    name = "day"

    def convert(self, value: str | Named, param: click.Parameter | None, ctx: click.Context | None) -> Days:
        named = super().convert(value, param, ctx)
        if not isinstance(named, Days) or named.first != named.last:
            self.fail(f"{_short(str(value))}: expected one day: today, yesterday or e.g. 2026-11-20", param, ctx)
        return named


MOMENT = Moment()
DAY = Day()


def _short(value: str) -> str:
    return repr(value if len(value) <= 80 else f"{value[:80]}...")
