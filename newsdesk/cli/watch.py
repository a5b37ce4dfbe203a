"""`newsdesk watch`: watchlists, what they would tell, and what they told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import Column, say, say_json, table
from newsdesk.cli.when import MOMENT
from newsdesk.moments import GRAMMAR, Named

if TYPE_CHECKING:
    from newsdesk.settings.watching import Watching, Watchlist


@click.group()
def watch() -> None:
    """List and try watchlists, and what they found. They stand in watchlists.toml; docs/alerts.md has every key."""


@watch.command("list")
@pass_context
def list_(context: Context) -> None:
    """List the watchlists: what each looks for, when it tells it, to whom."""
    watching = _watching(context)
    columns = (Column("watchlist"), Column("tells"), Column("when"), Column("to"), Column("query", shrinks=1))
    rows = [
        (
            one.name,
            ", ".join(sorted((*one.tell, *one.health) if one.query else one.health)),
            _when(one),
            ", ".join(one.recipients),
            one.query_text,
        )
        for one in watching.watchlists
    ]
    if rows:
        table(columns, rows)
    else:
        say(f"no watchlists; they stand in {context.loaded.folder / 'watchlists.toml'}", err=True)


@watch.command()
@click.argument("name")
@click.option(
    "--since", type=MOMENT, metavar="WHEN", default="7d", show_default=True, help=f"Of articles since: {GRAMMAR}."
)
@click.option("--send", is_flag=True, help="Send a trial to the watchlist's recipients instead.")
@pass_context
def test(context: Context, name: str, since: Named, send: bool) -> None:
    """Show what watchlist NAME would have told over the last week; nothing is written or sent without --send."""
    watching = _watching(context)
    watchlist = _named(watching, name)
    if send:
        _send_trial(context, watching, watchlist)
        return
    from newsdesk.alerts.rehearse import rehearse
    from newsdesk.wiring.database import open_database
    from storage.transactions import reading

    begin = context.since(since) or context.clock()
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = rehearse(connection, watchlist, begin, context.clock())
    told = [alert for alert in found if alert.due_at is not None]
    for alert in told:
        say(f"{alert.kind}: {alert.headline}")
        say("    " + "  ".join(part for part in (alert.why, alert.outlet, alert.url) if part))
    waiting = (
        f"; {len(found) - len(told)} stories matched and stayed below its thresholds" if len(found) > len(told) else ""
    )
    say(f"{len(told)} since {context.local(begin)}{waiting}", err=True)


@watch.command()
@click.argument("name", required=False)
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the columns of the table `alert`.")
@pass_context
def history(context: Context, name: str | None, limit: int, as_json: bool) -> None:
    """List what watchlists found, the latest first; with NAME only that one's."""
    from dataclasses import asdict

    from newsdesk.wiring.database import open_database
    from storage.queries.deliveries import list_alerts
    from storage.transactions import reading

    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = list_alerts(connection, watchlist=name, limit=limit)
    if as_json:
        say_json([asdict(one) for one in found], default=str)
        return
    columns = (Column("when"), Column("watchlist"), Column("kind"), Column("state"), Column("what", shrinks=1))
    rows = [
        (
            context.local(one.decided_at),
            one.watchlist,
            one.kind,
            "told" if one.told else "waits" if one.due_at is None else f"due {context.local(one.due_at)}",
            f"{one.headline} ({one.why})",
        )
        for one in found
    ]
    if rows:
        table(columns, rows)
    else:
        say("nothing found yet", err=True)


def _watching(context: Context) -> Watching:
    from newsdesk.wiring.telling import watching_of

    return watching_of(context.loaded, context.clock)


def _named(watching: Watching, name: str) -> Watchlist:
    from pipeline.errors import ConfigError

    for one in watching.watchlists:
        if one.name == name:
            return one
    there = ", ".join(one.name for one in watching.watchlists) or "there are none"
    raise ConfigError(f"no watchlist is called {name}; expected one of: {there}")


def _when(watchlist: Watchlist) -> str:
    schedule = watchlist.schedule
    days = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
    hours = int(schedule.every.total_seconds() // 3600) if schedule.every else 0
    said = {
        0: "immediate",
        1: "hourly",
        24: f"daily {schedule.at:%H:%M}",
        168: f"weekly {days[schedule.weekday]} {schedule.at:%H:%M}",
    }[hours]
    return said if schedule.quiet is None else f"{said}, not {schedule.quiet[0]:%H:%M}-{schedule.quiet[1]:%H:%M}"


def _send_trial(context: Context, watching: Watching, watchlist: Watchlist) -> None:
    import os

    from newsdesk.deliver.channel import Sent
    from newsdesk.deliver.send import send_one
    from newsdesk.deliver.trial import trial
    from newsdesk.wiring.telling import channel_of
    from pipeline.errors import RetryLaterError

    letter = trial(watchlist.name, context.clock())
    failed = []
    for recipient in (one for one in watching.recipients if one.name in watchlist.recipients):
        outcome = send_one(channel_of(recipient, context.settings, context.clock, os.environ), letter)
        if isinstance(outcome, Sent):
            say(f"{recipient.name}: sent by {recipient.channel}")
        else:
            say(f"{recipient.name}: {outcome.problem}", err=True, masked=True)
            failed.append(recipient.name)
    if failed:
        raise RetryLaterError(f"no trial reached {', '.join(failed)}")
