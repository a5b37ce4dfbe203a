"""When an article was published and updated, and how exactly that is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from pipeline.extract.datelines import Datelines, read_datelines
from pipeline.extract.evidence import Claim, Evidence
from pipeline.extract.markup import Markup
from pipeline.records import FeedEntry, Precision
from pipeline.text.dates import WrittenDate, read_date

_SHOWN = frozenset(("time", "text", "elsewhere"))  # origins of what readers see
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
FUTURE_TOLERANCE = timedelta(days=1)

PUBLISHED_METAS = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "publish-date",
    "publish_date",
    "published_date",
    "published-date",
    "publication_date",
    "publicationdate",
    "publishdate",
    "pubdate",
    "og:pubdate",
    "og:published_time",
    "rnews:datepublished",
    "article.published",
    "article:post_date",
    "originalpublicationdate",
    "datecreated",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "citation_date",
    "displaydate",
    "date",
)
UPDATED_METAS = (
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "article.updated",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "revised",
)

_IN_URL = re.compile(
    r"/(?:[a-z-]+/)*?((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)", re.IGNORECASE
)
_IN_SCRIPT = re.compile(
    r"""["'](?:date_?published|published_?(?:at|date|time|on)?|publish(?:ing)?_?(?:at|date|time|dt)|"
    r"publication_?date|pub_?date|"""
    r"""first_?publish\w*|deploy_?dt|reg_?dt?|created_?(?:at|date))\\?["']\s*:\s*\\?["']([^"'\\]{8,40})""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a page wrote it."""

    at: datetime  # UTC; a day is its midnight, whatever the zone
    precision: Precision
    zoned: bool  # False: the page gave a time without its zone, and UTC was assumed
    origin: str

    @property
    def has_time(self) -> bool:
        return self.precision is not Precision.DAY


def times_of(evidence: Evidence, markup: Markup, now: datetime) -> tuple[Moment | None, Moment | None]:
    """Return when the article came out, and when it was last changed; see `published` and `updated`.

    What readers see is looked at once, and only where the page's data leave a question open.
    """
    shown = cache(lambda: read_datelines(evidence, markup, now))
    first = published(evidence, shown, now)
    return first, updated(evidence, shown, now, first)


def published(evidence: Evidence, read_shown: Callable[[], Datelines], now: datetime) -> Moment | None:
    """Return when the article came out, to the minute where any trusted claim has it."""
    stated = [moment for claim in _published_claims(evidence) if (moment := read_moment(claim, now))]
    in_url = [moment for claim in _url_claims(evidence) if (moment := read_moment(claim, now))]
    entry = entry_moment(evidence.entry, now)
    from_feed = [entry] if entry is not None else []
    claims = [*stated, *in_url, *from_feed]
    shown = Datelines()
    if not stated or not stated[0].has_time:
        shown = read_shown()
        times, lines, elsewhere = (
            _credible(dates, origin, now)
            for dates, origin in ((shown.times, "time"), (shown.lines, "text"), (shown.elsewhere, "elsewhere"))
        )
        claims = [*stated, *in_url, *times, *from_feed, *lines, *elsewhere]
    if not claims:
        return _from_scripts(evidence, now) or next(iter(_credible(shown.updated, "text, of the update", now)), None)
    first = claims[0]
    if first.has_time:
        return _with_zone(first, claims)
    # the same day with its time, from the next claim that has it
    return next((_with_zone(m, claims) for m in claims[1:] if m.has_time and _same_day(first, m)), first)


def updated(
    evidence: Evidence, read_shown: Callable[[], Datelines], now: datetime, since: Moment | None
) -> Moment | None:
    """Return when the article was last changed; None when that is not after *since*."""
    claims = [moment for claim in _updated_claims(evidence) if (moment := read_moment(claim, now))]
    if not claims and (since is None or since.origin in _SHOWN):
        claims = _credible(read_shown().updated, "text", now)
    found = _with_zone(claims[0], claims) if claims else None
    if found is None or (since is not None and found.at <= since.at):
        return None
    return found


def _credible(dates: Iterable[WrittenDate], origin: str, now: datetime) -> list[Moment]:
    """Return the dates that lie neither before 1990 nor ahead of *now*."""
    return [
        Moment(one.at, one.precision, one.zoned, origin)
        for one in dates
        if EARLIEST <= one.at <= now + FUTURE_TOLERANCE
    ]


def read_moment(claim: Claim, now: datetime) -> Moment | None:
    """Parse one claim; None when it is no unambiguous date, or lies before 1990 or ahead of *now*."""
    found = read_date(claim.value)
    return next(iter(_credible((found,), claim.origin, now)), None) if found is not None else None


def _with_zone(moment: Moment, others: list[Moment]) -> Moment:
    """Give a time without zone that of another claim of the same clock time, or of the feed."""
    if moment.zoned:
        return moment
    for other in others:
        apart = abs(other.at - moment.at)
        if other.zoned and other.has_time and apart <= timedelta(hours=14) and apart.seconds % 900 < 60:
            return Moment(other.at, other.precision, True, f"{moment.origin}, zone of {other.origin}")
    return moment


def _same_day(day: Moment, moment: Moment) -> bool:
    return abs(moment.at - day.at - timedelta(hours=12)) <= timedelta(hours=26)


def _published_claims(evidence: Evidence) -> Iterator[Claim]:
    for value in evidence.described("datePublished"):
        if isinstance(value, str):
            yield Claim(value, "json-ld")
    yield from evidence.meta(*PUBLISHED_METAS)
    for node in evidence.graph.pages:
        if isinstance(value := node.get("datePublished"), str):
            yield Claim(value, "json-ld page")
    for value in evidence.described("dateCreated"):
        if isinstance(value, str):
            yield Claim(value, "json-ld dateCreated")
    yield from _microdata(evidence, "datepublished")


def _url_claims(evidence: Evidence) -> Iterator[Claim]:
    if found := _IN_URL.search(evidence.url):
        yield Claim("-".join(found.groups()), "url")


def _updated_claims(evidence: Evidence) -> Iterator[Claim]:
    for value in evidence.described("dateModified"):
        if isinstance(value, str):
            yield Claim(value, "json-ld")
    yield from evidence.meta(*UPDATED_METAS)
    yield from _microdata(evidence, "datemodified")


def _from_scripts(evidence: Evidence, now: datetime) -> Moment | None:
    """Return what the page's scripts say. Any other date on a page is as often wrong as right."""
    for script in evidence.root.iter("script"):
        if found := _IN_SCRIPT.search(script.text or ""):
            moment = read_moment(Claim(found[1], "script"), now)
            if moment is not None:
                return moment
    return None


def _microdata(evidence: Evidence, name: str) -> Iterator[Claim]:
    for element in evidence.times:
        if name in (element.get("itemprop") or "").lower():
            yield Claim(element.get("datetime") or element.text or "", "microdata")


def entry_moment(entry: FeedEntry | None, now: datetime) -> Moment | None:
    """Return when the feed says that the article came out; None for what lies ahead of *now*."""
    if entry is None or entry.published_at is None or entry.published_at > now + FUTURE_TOLERANCE:
        return None
    when = entry.published_at
    if (when.hour, when.minute, when.second) == (0, 0, 0):  # how systems without a time write a day
        return Moment(when, Precision.DAY, True, "feed")
    return Moment(when.replace(microsecond=0), Precision.SECOND if when.second else Precision.MINUTE, True, "feed")
