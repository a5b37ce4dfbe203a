"""A day's digest out of the database."""

from __future__ import annotations

from datetime import date

from newsdesk.digest.build import DigestRules, build_digest, day_bounds
from newsdesk.digest.model import Digest
from newsdesk.settings.model import Settings
from newsdesk.wiring import House
from storage.queries.digest import read_digest
from storage.transactions import reading


def cut_digest(house: House, day: date) -> Digest:
    """Return the digest of *day* as the rows stand now."""
    rules = rules_of(house.settings)
    start, end = day_bounds(day, rules.zone)
    with reading(house.reader) as connection:
        rows = read_digest(connection, start, end, min_relevance=rules.min_relevance)
    return build_digest(rows, day, rules)


def rules_of(settings: Settings) -> DigestRules:
    """Return what the settings say of digests."""
    digest = settings.digest
    return DigestRules(
        title=digest.title,
        zone=digest.timezone,
        max_stories=digest.max_stories,
        min_relevance=settings.tags.min_relevance,
    )
