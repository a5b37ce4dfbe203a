"""A watchlist: what is looked for, when it is told, to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pipeline.query import Query


class Kind(StrEnum):
    """What an alert tells."""

    STORY = "story"  # an article of a story matches, and the story passes the watchlist's thresholds
    GROWTH = "growth"  # a story that was told is told by many more outlets
    FIRST_MENTION = "first_mention"  # an entity of the query is named for the first time ever
    SPIKE = "spike"  # far more is written about an entity of the query than in the weeks before
    FACT = "fact"  # a matching article changes a value that its story states, or differs on it
    CORRECTION = "correction"  # a matching article was edited, with a notice or without one
    NEW_NAME = "new_name"  # a name that the catalog lacks is used by enough outlets


class Health(StrEnum):
    """What of newsdesk itself a watchlist looks at."""

    SOURCES = "sources"  # a source is silent or failing, by its own history
    FAILING = "failing"  # most sources of the last round did not answer
    WAITING = "waiting"  # pages have waited long to be processed
    DISK = "disk"  # the database's disk is nearly full
    ROUNDS = "rounds"  # no round has ended well for long
    DIGEST = "digest"  # a digest is late
    DELIVERIES = "deliveries"  # a delivery failed for good, or nobody knows whether it arrived


@dataclass(frozen=True, slots=True)
class Schedule:
    """When what was found is told; without *every*, as soon as it is found."""

    every: timedelta | None = None  # an hour, a day or a week
    at: time = time()  # of the day, in *zone*
    weekday: int = 0  # of a week: 0 is Monday
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    quiet: tuple[time, time] | None = None  # from, until, in *zone*: what falls due then is told when it ends


@dataclass(frozen=True, slots=True)
class Watchlist:
    """One ``[[watchlist]]``."""

    name: str
    recipients: tuple[str, ...]
    query: Query | None = None  # None: it looks at newsdesk's own health alone
    query_text: str = ""
    tell: frozenset[Kind] = frozenset({Kind.STORY})
    health: frozenset[Health] = frozenset()
    schedule: Schedule = field(default_factory=Schedule)
    min_outlets: int = 1  # that tell the story in their own words
    min_velocity: float = 0.0  # outlets an hour that followed in the story's first six hours
    max_age: timedelta = timedelta(hours=48)  # articles dated longer ago are no news


@dataclass(frozen=True, slots=True)
class Recipient:
    """One ``[[recipient]]``: somebody, and the one channel by which they are told.

    *address* may be ``env:NAME`` or ``file:PATH``: then it stands there, and is read when something is sent.
    """

    name: str
    channel: str  # mail, webhook, apprise, folder
    address: str
    secret: str | None = None  # that signs what goes to a webhook: env:NAME or file:PATH
    private: bool = False  # a webhook's host may have a private address
    fallback: str | None = None  # who is told when a delivery fails for good
    digests: bool = False  # gets each daily digest


@dataclass(frozen=True, slots=True)
class Watching:
    """What ``watchlists.toml`` says."""

    watchlists: tuple[Watchlist, ...] = ()
    recipients: tuple[Recipient, ...] = ()
