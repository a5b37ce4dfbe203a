"""`newsdesk deliveries`: what was sent, what was not, and what a person decides about it."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import Column, say, say_json, table

STATES = ("planned", "sending", "sent", "failed", "doubtful")


@click.group()
def deliveries() -> None:
    """List what was sent and what was not; retry, pause.

    A doubtful delivery left, and nobody knows whether it arrived: it is not sent again unless a person says so.
    """


@deliveries.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@click.option("--to", "recipient", metavar="NAME", help="Only to this recipient.")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the columns of the table `delivery`.")
@pass_context
def list_(context: Context, state: str | None, recipient: str | None, limit: int, as_json: bool) -> None:
    """List deliveries, those planned last first, and who is paused."""
    from dataclasses import asdict

    from newsdesk.wiring.database import open_database
    from storage.queries.deliveries import list_deliveries, paused
    from storage.transactions import reading

    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = list_deliveries(connection, state=state, recipient=recipient, limit=limit)
        waiting = paused(connection)
    if as_json:
        say_json([asdict(one) for one in found], default=str)
        return
    columns = (
        Column("id", right=True),
        Column("planned"),
        Column("to"),
        Column("state"),
        Column("tries", right=True),
        Column("what", shrinks=1),
    )
    rows = [
        (
            one.id,
            context.local(one.planned_at),
            one.recipient,
            one.state,
            one.attempts,
            f"{one.subject} ({one.problem})" if one.problem and one.state != "sent" else one.subject,
        )
        for one in found
    ]
    if rows:
        table(columns, rows)
    else:
        say("no deliveries", err=True)
    for name, since in waiting.items():
        say(f"{name} is paused since {context.local(since)}", err=True)


@deliveries.command()
@click.argument("number", type=click.IntRange(min=1), metavar="ID")
@pass_context
def retry(context: Context, number: int) -> None:
    """Send delivery ID again in the next round. After a doubtful one the recipient may have it twice."""
    from newsdesk.wiring.database import open_database
    from pipeline.errors import ConfigError
    from storage.deliveries import retry_delivery
    from storage.transactions import transact

    with open_database(context.settings) as engine:
        state = transact(engine, lambda connection: retry_delivery(connection, number, context.clock()))
    if state is None:
        raise ConfigError(f"there is no delivery {number}")
    if state in ("sent", "sending"):
        raise ConfigError(f"delivery {number} is {state}: nothing to retry")
    say(f"delivery {number} was {state}; it is tried again in the next round")


@deliveries.command()
@click.argument("recipient", metavar="NAME")
@pass_context
def pause(context: Context, recipient: str) -> None:
    """Let what is for recipient NAME wait until `newsdesk deliveries resume NAME`."""
    from newsdesk.wiring.database import open_database
    from storage.deliveries import pause_recipient
    from storage.transactions import transact

    _known(context, recipient)
    with open_database(context.settings) as engine:
        new = transact(engine, lambda connection: pause_recipient(connection, recipient, context.clock()))
    say(f"{recipient} is paused" if new else f"{recipient} was paused already")


@deliveries.command()
@click.argument("recipient", metavar="NAME")
@pass_context
def resume(context: Context, recipient: str) -> None:
    """Send recipient NAME what has waited, and what comes."""
    from newsdesk.wiring.database import open_database
    from storage.deliveries import resume_recipient
    from storage.transactions import transact

    with open_database(context.settings) as engine:
        was = transact(engine, lambda connection: resume_recipient(connection, recipient))
    say(f"{recipient} is no longer paused" if was else f"{recipient} was not paused")


def _known(context: Context, recipient: str) -> None:
    from newsdesk.wiring.telling import watching_of
    from pipeline.errors import ConfigError

    names = [one.name for one in watching_of(context.loaded, context.clock).recipients]
    if recipient not in names:
        raise ConfigError(
            f"no recipient is called {recipient}; expected one of: {', '.join(names) or 'there are none'}"
        )
