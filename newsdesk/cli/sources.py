"""`newsdesk sources`: sources as things people manage."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import Column, say, say_document, say_json, table
from pipeline.records import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.context import CrawlContext
    from newsdesk.configuration import Configuration
    from storage.queries.health import SourceHealth


LISTED = (Column("source"), Column("category"), Column("kind"), Column("state"), Column("address", shrinks=1))
HEALTH = (
    Column("source"),
    Column("state"),
    Column("last success"),
    Column("last new"),
    Column("items/d", right=True),
    Column("304", right=True),
    Column("next try"),
    Column("problem", shrinks=1),
)


@click.group()
def sources() -> None:
    """List, add, check, import and export sources."""


@sources.command(name="list")
@click.option("--category", type=click.Choice(CATEGORIES), help="Only this category.")
@click.option("--all", "show_all", is_flag=True, help="Also those that are switched off.")
@pass_context
def list_(context: Context, category: str | None, show_all: bool) -> None:
    """List the configured sources."""
    from newsdesk.configuration import sources_of
    from pipeline.redact import redact

    configured = sources_of(context.loaded).values()
    shown = [one for one in configured if (show_all or one.enabled) and category in (None, one.category)]
    if shown:
        rows = [
            (one.name, one.category, one.kind.value, "" if one.enabled else "off", redact(one.url)) for one in shown
        ]
        table(LISTED, rows)
    say(f"{len(shown)} sources", err=True)


@sources.command()
@click.option("--alarms", is_flag=True, help="Only those that need a person.")
@click.option("--json", "as_json_", is_flag=True, help="Print JSON; docs/search.md says what the keys mean.")
@pass_context
def health(context: Context, alarms: bool, as_json_: bool) -> int:
    """Show how each source fares: last success, last new item, items a day, failures, next try.

    Exit code 1 when one raises an alarm.
    """
    from newsdesk.configuration import sources_of
    from newsdesk.wiring.database import open_database
    from storage.queries.health import health as read_health
    from storage.transactions import reading

    configured = sources_of(context.loaded)
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        rows = read_health(connection, configured, context.clock())
    listed = [row for row in rows if (row.alarm or not alarms) and row.state != "disabled"]
    if as_json_:
        say_json([_health_as_json(row) for row in listed])
    else:
        table(HEALTH, [_health_row(context, row) for row in listed])
    for row in listed:
        if row.alarm and not as_json_:
            say(f"alarm: {row.name}: {row.alarm}", colour="red", masked=True)
    return 1 if any(row.alarm for row in listed) else 0


def _health_as_json(row: SourceHealth) -> dict[str, object]:
    from newsdesk.cli.as_json import as_json
    from pipeline.redact import redact

    found: dict[str, object] = as_json(row)
    return found | {name: redact(text) for name, text in found.items() if isinstance(text, str)}


@sources.command()
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="Also those switched off because nobody has checked them.")
@click.option("--write", is_flag=True, help="Write what came of it into your own files: `checked`, `enabled`.")
@pass_context
def check(context: Context, name: str | None, everything: bool, write: bool) -> int:
    """Ask a source (or all in use) now; say what it answers, and what is known of its outlet's pages.

    Nothing is stored but what politeness needs, and with --write the date of the check. Exit code 5 when one cannot be
    read.
    """
    import asyncio

    from newsdesk.admin.source_checks import to_check, verdicts, write_verdicts
    from newsdesk.admin.sources import check_sources
    from newsdesk.admin.templates import template_lines
    from newsdesk.configuration import read_configuration, source_named
    from newsdesk.wiring.database import open_database

    configuration = read_configuration(context.loaded)
    sources = configuration.sources
    if name and everything:
        raise click.UsageError("expected a NAME or --all")
    if name:
        chosen = [source_named(context.loaded, sources, name)]
    else:
        chosen = to_check(sources.values()) if everything else [one for one in sources.values() if one.enabled]
    with _crawl_context(context, configuration) as crawl_context:
        reports = asyncio.run(check_sources(crawl_context, chosen))
    with open_database(context.settings, create=True) as engine:
        templates = template_lines(engine, chosen)
    for report, learned in zip(reports, templates, strict=True):
        say(report.title, bold=True, masked=True)
        for line in (*report.lines, *learned):
            say(f"  {line}", masked=True)
    bad = sum(report.problem for report in reports)
    say(f"{len(reports)} sources asked, {len(reports) - bad} can be read, {bad} cannot", err=True)
    if write:
        found = verdicts(chosen, reports, context.clock().date())
        for path in write_verdicts(context.loaded, found):
            say(f"written to {path}")
    return 5 if bad else 0


@sources.command()
@click.argument("url")
@click.option("--name", help="What to call it; made from the title by default.")
@click.option("--category", type=click.Choice(CATEGORIES), default="press", show_default=True)
@click.option("--file", "file", default="mine.toml", show_default=True, help="File of sources/ to add it to.")
@click.option("--dry-run", is_flag=True, help="Only show what was found.")
@pass_context
def add(context: Context, url: str, name: str | None, category: str, file: str, dry_run: bool) -> int:
    """Find the feeds and sitemaps of the page at URL, show them, and add the best to the configuration."""
    import asyncio

    from newsdesk.admin.sources import add_source, find_listings
    from newsdesk.configuration import read_configuration

    configuration = read_configuration(context.loaded)
    with _crawl_context(context, configuration) as crawl_context:
        found = asyncio.run(find_listings(crawl_context, url))
    for one in found:
        say(f"{one.kind:<8} {one.url}  {one.summary}", masked=True)
    if not found:
        say(f"{url}: no feed, sitemap or list of articles found there", err=True, masked=True)
        return 5
    if dry_run:
        return 0
    added, path = add_source(context.loaded, configuration.sources, found[0], name=name, category=category, file=file)
    say(f"added {added} to {path}; `newsdesk crawl --source {added}` polls it now")
    return 0


@sources.command()
@click.argument("name")
@pass_context
def disable(context: Context, name: str) -> None:
    """Switch a source off: it is asked no more, and what it brought stays."""
    _switch(context, name, enabled=False)


@sources.command()
@click.argument("name")
@pass_context
def enable(context: Context, name: str) -> None:
    """Switch a source on."""
    _switch(context, name, enabled=True)


def _switch(context: Context, name: str, *, enabled: bool) -> None:
    from newsdesk.admin.source_edits import set_enabled

    state = "on" if enabled else "off"
    path = set_enabled(context.loaded, name, enabled=enabled)
    say(f"{name} is switched {state} already" if path is None else f"{name} is switched {state} in {path}")


@sources.command()
@click.argument("name")
@pass_context
def remove(context: Context, name: str) -> None:
    """Take a source out of your own files; what it brought stays in the database."""
    from newsdesk.admin.source_edits import remove as take_out

    path, shipped = take_out(context.loaded, name)
    say(f"removed {name} from {path}")
    if shipped:
        say(f"the catalog that comes with newsdesk has {name} still; `newsdesk sources disable {name}` switches it off")


@sources.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--category", type=click.Choice(CATEGORIES), default="press", show_default=True)
@pass_context
def import_(context: Context, file: Path, category: str) -> None:
    """Add the feeds of an OPML file to the configuration; those listed already are left alone."""
    from newsdesk.admin.sources import import_opml
    from newsdesk.configuration import sources_of

    found = import_opml(context.loaded, sources_of(context.loaded), file, category=category)
    left_out = f", {len(found.left_out)} left out" if found.left_out else ""
    say(f"{found.added} sources added to {found.path}, {found.known} listed already{left_out}")
    for line in found.left_out:
        say(f"left out: {line}", err=True, masked=True)


@sources.command()
@click.option("--opml", is_flag=True, required=True, help="As OPML, the only format there is.")
@pass_context
def export(context: Context, opml: bool) -> None:  # noqa: ARG001 - the option says what comes out
    """Print the enabled feeds for other readers."""
    from crawler.parsers.opml import write_opml
    from newsdesk.configuration import sources_of

    listed = [one for one in sources_of(context.loaded).values() if one.enabled]
    say_document(write_opml(listed, context.clock()).decode())


def _health_row(context: Context, row: SourceHealth) -> tuple[object, ...]:
    from pipeline.redact import redact

    problem = f"{row.problem}: {row.problem_detail or ''} ({row.failures:g} in a row)" if row.problem else ""
    return (
        row.name,
        row.state,
        context.local(row.last_success_at),
        context.local(row.last_new_at),
        "" if row.items_per_day is None else f"{row.items_per_day:.1f}",
        f"{100 * row.unchanged // row.polls}%" if row.polls else "",
        context.local(row.next_fetch_at),
        redact(problem),
    )


@contextmanager
def _crawl_context(context: Context, configuration: Configuration) -> Iterator[CrawlContext]:
    """Give what is needed to ask sites as the crawler does; the database is made if there is none."""
    from newsdesk.jobs.prepare import prepare
    from newsdesk.wiring.crawling import open_crawl_context
    from newsdesk.wiring.database import open_database
    from newsdesk.wiring.preparing import prepare_deps

    with open_database(context.settings, create=True) as engine:
        prepare(prepare_deps(configuration, engine), context.clock())
        with open_crawl_context(configuration, engine, context.clock) as opened:
            yield opened
