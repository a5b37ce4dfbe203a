"""What queries mean here and now: names by the catalog, times by the clock and the configured zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cached_property

from newsdesk.admin.find_entity import find_entity
from newsdesk.clock import Clock
from newsdesk.configuration import catalog_of
from newsdesk.moments import parse_since, parse_until
from newsdesk.settings.load import Loaded
from pipeline.query import Query, parse
from pipeline.tag.catalog import Catalog


class QueryTerms:
    """`pipeline.query.Meanings` by a configuration; the catalog is read when the first name is asked for."""

    def __init__(self, loaded: Loaded, now: datetime, zone: tzinfo) -> None:
        self._loaded = loaded
        self._now = now
        self._zone = zone

    @cached_property
    def _catalog(self) -> Catalog:
        return catalog_of(self._loaded)

    def entity(self, wanted: str) -> str:
        return find_entity(self._catalog, wanted).id

    def since(self, text: str) -> datetime:
        return parse_since(text, self._now, self._zone)

    def until(self, text: str) -> datetime:
        return parse_until(text, self._now, self._zone)


def read_query(loaded: Loaded, text: str, now: datetime, zone: tzinfo) -> Query:
    """Return what *text* asks for. Raises QueryError."""
    return parse(text, QueryTerms(loaded, now, zone))


def query_reader(clock: Clock) -> Callable[[Loaded, str], Query]:
    """Return what reads a query by a configuration, in its zone and by *clock*."""
    return lambda loaded, text: read_query(loaded, text, clock(), loaded.settings.digest.zone)
