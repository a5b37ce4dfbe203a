"""What a source states for requests of its own: headers, cookies, a user agent, a proxy. Pure.

They may hold what a subscriber is known by, and so go to the source's own site only, and not in the clear where the
source is asked by https: whatever a list links to, and wherever a redirect leads.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request

from crawler.fetch_task import PageTask, PollTask, ProbeTask, RobotsTask, task_of
from pipeline.canonical import site_of
from pipeline.records import PLAIN_REQUESTS, RequestOptions, Source


def source_of(request: Request) -> Source | None:
    """Return the source for which *request* is made, None for one of nobody's."""
    match task_of(request):
        case PollTask(claimed=claimed):
            return claimed.source
        case PageTask(item=item):
            return item.source
        case RobotsTask(source=source) | ProbeTask(source=source):
            return source
        case _:
            return None


def options_for(request: Request) -> RequestOptions:
    """Return the options with which *request* is sent; those of its source only when it stays on the source's site."""
    source = source_of(request)
    if source is None or source.request == PLAIN_REQUESTS or site_of(request.url) != site_of(source.url):
        return PLAIN_REQUESTS
    if urlsplit(source.url).scheme == "https" and urlsplit(request.url).scheme != "https":
        return PLAIN_REQUESTS
    return source.request


def with_options(headers: list[tuple[str, str]], options: RequestOptions) -> list[tuple[str, str]]:
    """Return *headers* with those of *options* in the place of their namesakes."""
    added = list(options.headers)
    if options.user_agent is not None:
        added.append(("User-Agent", options.user_agent))
    if options.cookies:
        added.append(("Cookie", "; ".join(f"{name}={value}" for name, value in options.cookies)))
    replaced = {name.lower() for name, _ in added}
    return [(name, value) for name, value in headers if name.lower() not in replaced] + added


def proxy_endpoint(proxy: str) -> tuple[str, int]:
    """Return host and port of a proxy's URL."""
    parts = urlsplit(proxy)
    return (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
