"""A day's digest out of the database."""

from __future__ import annotations

from datetime import date

from newsdesk.digest.build import DigestRules, build_digest
from newsdesk.digest.due import day_bounds
from newsdesk.digest.model import Digest
from newsdesk.settings.model import Settings
from storage.engine import Connection
from storage.queries.digest import read_digest


def cut_digest(connection: Connection, day: date, rules: DigestRules) -> Digest:
    """Return the digest of *day* as the rows stand now."""
    start, end = day_bounds(day, rules.zone)
    return build_digest(read_digest(connection, start, end, min_relevance=rules.min_relevance), day, rules)


def rules_of(settings: Settings) -> DigestRules:
    """Return what the settings say of a digest's content."""
    digest = settings.digest
    return DigestRules(
        title=digest.title,
        zone=digest.timezone,
        max_stories=digest.max_stories,
        min_relevance=settings.tags.min_relevance,
    )
