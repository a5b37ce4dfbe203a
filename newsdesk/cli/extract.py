"""`newsdesk extract`: what extraction makes of one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say_json

if TYPE_CHECKING:
    from pipeline.records import Article, Page, Rejected
    from pipeline.sandbox import Sandbox


@click.command()
@click.argument("what", metavar="FILE|URL")
@click.option("--url", "address", metavar="URL", help="The address that FILE was saved from.")
@pass_context
def extract(context: Context, what: str, address: str | None) -> int:
    """Extract one saved page or one address, and print the article as JSON.

    `provenance` tells where each field came from. Prints the reason, and exits 1, when the page is no article.
    The page is read in a process of its own, within the limits of `process`. Nothing is stored; an address is asked
    as the crawler would ask it, robots.txt included.
    """
    from newsdesk.wiring.processing import build_extract_sandbox
    from pipeline.records import Rejected

    page = _asked(context, what) if what.startswith(("http://", "https://")) else _saved(what, address)
    with build_extract_sandbox(context.settings) as sandbox:
        outcome = extract_in(sandbox, page)
    if isinstance(outcome, Rejected):
        say_json({"rejected": outcome.reason.value, "detail": outcome.detail}, indent=None)
        return 1
    say_json(_fields(outcome), default=_plain)
    return 0


def extract_in(sandbox: Sandbox, page: Page) -> Article | Rejected:
    """Return what extraction makes of *page* in a child process; a page that goes past its limits is rejected."""
    from pipeline.errors import LimitExceededError
    from pipeline.extract import extract as extract_page
    from pipeline.records import Reason, Rejected

    try:
        return sandbox.run(extract_page, page)
    except LimitExceededError as exc:
        return Rejected(Reason.QUARANTINED, str(exc))


def _saved(name: str, address: str | None) -> Page:
    from pipeline.errors import ConfigError

    path = Path(name)
    try:
        body = path.read_bytes()
    except OSError as exc:
        raise ConfigError(f"{name}: {exc.strerror or exc}") from exc
    return _page(address or path.absolute().as_uri(), body, 200, ())


def _asked(context: Context, url: str) -> Page:
    import asyncio

    from crawler.probe import probe
    from newsdesk.configuration import read_configuration
    from newsdesk.wiring.crawling import open_crawl_context
    from newsdesk.wiring.database import open_database
    from pipeline.errors import SourceError

    configuration = read_configuration(context.loaded)
    with (
        open_database(context.settings) as engine,
        open_crawl_context(configuration, engine, context.clock) as crawl_context,
    ):
        answer = asyncio.run(probe(crawl_context, [url]))[0]
    if answer.problem is not None or answer.status is None:
        raise SourceError(url, answer.problem or "no answer")
    return _page(answer.url, answer.body, answer.status, answer.headers)


def _page(url: str, body: bytes, status: int, headers: tuple[tuple[str, str], ...]) -> Page:
    import os

    from newsdesk.clock import clock_from
    from pipeline.canonical import site_of
    from pipeline.records import Page

    now = clock_from(os.environ)()
    return Page(url, url, "command line", site_of(url) or "unknown", now, status, headers, body)


def _fields(article: Article) -> dict[str, object]:
    """Return what there is to say of an article; absent and empty fields are left out."""
    from dataclasses import fields

    names = [field.name for field in fields(article) if field.name not in ("source", "outlet")]
    return {name: value for name in names if (value := getattr(article, name)) not in (None, (), "")}


def _plain(value: object) -> object:
    from dataclasses import asdict
    from datetime import datetime

    if isinstance(value, datetime):
        return value.isoformat()
    return asdict(value)  # type: ignore[call-overload] # what else JSON does not know are records
