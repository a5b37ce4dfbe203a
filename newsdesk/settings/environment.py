"""Values of sources that stand in the environment: ``${NAME}`` in a header, a cookie, a user agent or a proxy.

A file of sources may so be shared, and what a subscriber is known by stays where secrets are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from newsdesk.settings.problems import Problem, fail_together
from pipeline.records import RequestOptions, Source

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_BREAKS = re.compile(r"[\x00-\x1f\x7f]")


def filled(sources: Iterable[Source], environ: Mapping[str, str]) -> dict[str, Source]:
    """Return *sources* by name with the variables of *environ* in place. Raises ConfigError with all that is missing.

    Sources that are switched off stay as they are: nobody asks them.
    """
    found = list(sources)
    fail_together(missing(found, environ))
    return {source.name: _filled(source, environ) if source.enabled else source for source in found}


def missing(sources: Iterable[Source], environ: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each variable that an enabled source names and *environ* lacks, or has with a line break."""
    return [
        Problem("environment", f"source[{source.name}].{key}", f"needs the variable {name}, which {wrong}")
        for source in sources
        if source.enabled
        for key, text in _values(source.request)
        for name in _VARIABLE.findall(text)
        if (wrong := _wrong(environ.get(name)))
    ]


def _wrong(value: str | None) -> str | None:
    if not value:
        return "is not set"
    return "has a control character in it" if _BREAKS.search(value) else None


def _values(options: RequestOptions) -> Iterator[tuple[str, str]]:
    yield from ((f"headers.{name}", value) for name, value in options.headers)
    yield from ((f"cookies.{name}", value) for name, value in options.cookies)
    if options.user_agent is not None:
        yield "user_agent", options.user_agent
    if options.proxy is not None:
        yield "proxy", options.proxy


def _filled(source: Source, environ: Mapping[str, str]) -> Source:
    def fill(text: str) -> str:
        return _VARIABLE.sub(lambda match: environ[match[1]], text)

    options = source.request
    filled_in = RequestOptions(
        headers=tuple((name, fill(value)) for name, value in options.headers),
        cookies=tuple((name, fill(value)) for name, value in options.cookies),
        user_agent=None if options.user_agent is None else fill(options.user_agent),
        proxy=None if options.proxy is None else fill(options.proxy),
    )
    return source if filled_in == options else replace(source, request=filled_in)
