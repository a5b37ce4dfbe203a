"""When an article was published, as far as its outlet's word can be checked against when it was first seen. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.records import Article, Precision

# A stated time later than the first sighting is a mistake or a promise; a little is a clock.
CLOCK_SKEW = timedelta(minutes=5)
# A feed may lag behind its site, but not for so long.
LISTING_LAG = timedelta(hours=6)


class Doubt(StrEnum):
    """Why a stated time does not decide who was first."""

    UNSTATED = "unstated"  # none is stated
    AFTER_SEEN = "after_seen"  # later than it was first seen
    DAY_ONLY = "day_only"  # only the day is stated
    BACKDATED = "backdated"  # its source was asked long after, and did not list it yet


DOUBTS = {
    Doubt.UNSTATED: "it states no time",
    Doubt.AFTER_SEEN: "it states a time later than it was seen",
    Doubt.DAY_ONLY: "it states the day alone",
    Doubt.BACKDATED: "it states a time long before its source began to list it",
}


_NOON = timedelta(hours=12)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PublicationTime:
    """When an article was published: the likeliest time, and the time by which it certainly was.

    *doubt* None: both are the time that its outlet states.
    """

    dated_at: datetime  # places the article among others
    out_at: datetime  # decides who was first
    doubt: Doubt | None = None


def publication_time(article: Article, *, seen_at: datetime, unlisted_at: datetime | None = None) -> PublicationTime:
    """Return when *article* was published; never later than *seen_at*.

    *seen_at* is when a source first listed it or its page was fetched. At *unlisted_at*, the last time before
    that its source was asked, it was not listed; without such an earlier poll, as on a source's first day,
    nothing contradicts what the outlet says.
    """
    stated = article.published_at
    if stated is None:
        return PublicationTime(seen_at, seen_at, Doubt.UNSTATED)
    in_future = stated > seen_at + CLOCK_SKEW
    if article.published_precision is Precision.DAY:
        midnight = stated.replace(hour=0, minute=0, second=0, microsecond=0)
        likeliest = seen_at if in_future else min(stated + _NOON, seen_at)
        return PublicationTime(likeliest, min(midnight + _DAY - timedelta(seconds=1), seen_at), Doubt.DAY_ONLY)
    if in_future:
        return PublicationTime(seen_at, seen_at, Doubt.AFTER_SEEN)
    likeliest = min(stated, seen_at)
    if unlisted_at is not None and stated + LISTING_LAG < min(unlisted_at, seen_at):
        return PublicationTime(likeliest, seen_at, Doubt.BACKDATED)
    return PublicationTime(likeliest, likeliest)
