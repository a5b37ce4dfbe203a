"""What a person asks for on a command line, a page or in a feed, as one query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from newsdesk.admin.query_terms import QueryTerms
from newsdesk.settings.load import Loaded
from newsdesk.settings.searches import SavedSearch, read_searches
from pipeline.errors import ConfigError
from pipeline.query import Dated, Entity, Query, all_of, parse


def asked(
    loaded: Loaded,
    text: str,
    now: datetime,
    zone: tzinfo,
    *,
    since: datetime | None = None,
    entity: str | None = None,
) -> Query:
    """Return the query that *text* asks for; ``@name`` at its beginning is a saved search, which the rest narrows.

    *entity* is an id or a name. Raises QueryError, and ConfigError for a search that is not saved.
    """
    terms = QueryTerms(loaded, now, zone)
    parts: list[Query] = []
    first, _, rest = text.strip().partition(" ")
    if first.startswith("@"):
        parts.append(parse(saved_search(loaded, first[1:]).query, terms))
        text = rest
    if text.strip():
        parts.append(parse(text, terms))
    if entity is not None:
        parts.append(Entity(terms.entity(entity)))
    if since is not None:
        parts.append(Dated(since=since))
    return all_of(parts) if parts else parse(text, terms)


def saved_search(loaded: Loaded, name: str) -> SavedSearch:
    """Return the saved search of this name. Raises ConfigError."""
    saved: Mapping[str, SavedSearch] = read_searches(*loaded.search_files)
    if name not in saved:
        known = f"there are {', '.join(sorted(saved))}" if saved else "there is none yet"
        raise ConfigError(f"{loaded.search_files[-1]}: no search is called {name}; {known}")
    return saved[name]
