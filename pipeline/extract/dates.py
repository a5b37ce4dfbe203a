"""When an article was published and updated, and how exactly that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pipeline.extract.evidence import Claim, Evidence
from pipeline.extract.markup import Markup, text_up_to
from pipeline.extract.visible import find_date
from pipeline.records import FeedEntry, Precision

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

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?")
_SLASHED_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_DOTTED_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(\d{4})(?:[ ,|–-]+(\d{1,2})[:.](\d{2})(?::(\d{2}))?)?")
_IN_URL = re.compile(
    r"/(?:[a-z-]+/)*?((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)", re.IGNORECASE
)
_IN_SCRIPT = re.compile(
    r"""["'](?:date_?published|published_?(?:at|date|time|on)?|publish(?:ing)?_?(?:at|date|time|dt)|"
    r"publication_?date|pub_?date|"""
    r"""first_?publish\w*|deploy_?dt|reg_?dt?|created_?(?:at|date))\\?["']\s*:\s*\\?["']([^"'\\]{8,40})""",
    re.IGNORECASE,
)
_MOST_DATELINE_CHARS = 160


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


def published(evidence: Evidence, markup: Markup, now: datetime) -> Moment | None:
    """Return when the article came out, to the minute where any trusted claim has it."""
    claims = [moment for claim in _published_claims(evidence) if (moment := read_moment(claim, now))]
    entry = entry_moment(evidence.entry, now)
    if entry is not None:
        claims.append(entry)
    if not claims or not claims[0].has_time:
        claims += [moment for moment in _shown(evidence, markup) if EARLIEST <= moment.at <= now + FUTURE_TOLERANCE]
    if not claims:
        return _from_scripts(evidence, now)
    first = claims[0]
    if first.has_time:
        return _with_zone(first, claims)
    # the same day with its time, from the next claim that has it
    return next((_with_zone(m, claims) for m in claims[1:] if m.has_time and _same_day(first, m)), first)


def updated(evidence: Evidence, now: datetime, since: Moment | None) -> Moment | None:
    """Return when the article was last changed; None when that is not after *since*."""
    claims = [moment for claim in _updated_claims(evidence) if (moment := read_moment(claim, now))]
    found = _with_zone(claims[0], claims) if claims else None
    if found is None or (since is not None and found.at <= since.at):
        return None
    return found


def read_moment(claim: Claim, now: datetime) -> Moment | None:
    """Parse one claim; None when it is no unambiguous date, or lies before 1990 or ahead of *now*."""
    parsed = parse_date(claim.value)
    if parsed is None:
        return None
    when, precision, zoned = parsed
    if not EARLIEST <= when <= now + FUTURE_TOLERANCE:
        return None
    return Moment(when, precision, zoned, claim.origin)


def parse_date(text: str) -> tuple[datetime, Precision, bool] | None:
    """Return (UTC time, precision, whether a zone was given) of a machine-readable or unambiguous date."""
    text = text.strip()[:64]
    for pattern, day_first in (
        (_ISO, False),
        (_COMPACT, False),
        (_SLASHED_YEAR_FIRST, False),
        (_DOTTED_DAY_FIRST, True),
    ):
        if found := pattern.match(text):
            return _build(found.groups(), day_first=day_first)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _precise(when)


def _build(parts: tuple[str | None, ...], *, day_first: bool) -> tuple[datetime, Precision, bool] | None:
    first, month, last, hour, minute, second, *zone = (*parts, None)[:8]
    year, day = (last, first) if day_first else (first, last)
    try:
        if hour is None:
            return datetime(int(year or 0), int(month or 0), int(day or 0), tzinfo=UTC), Precision.DAY, False
        iso = f"{year}-{int(month or 0):02}-{int(day or 0):02}T{int(hour):02}:{minute}:{second or '00'}"
        return _precise(datetime.fromisoformat(iso + _iso_zone(zone[0] if zone else None)))
    except ValueError:
        return None


def _iso_zone(zone: str | None) -> str:
    if zone is None:
        return ""
    return "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone


def _precise(when: datetime) -> tuple[datetime, Precision, bool] | None:
    zoned = when.tzinfo is not None
    if (when.hour, when.minute, when.second) == (0, 0, 0):  # how systems without a time write a day
        return when.replace(tzinfo=UTC, microsecond=0), Precision.DAY, zoned
    precision = Precision.SECOND if when.second else Precision.MINUTE
    try:
        utc = when.astimezone(UTC) if zoned else when.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None
    return utc.replace(microsecond=0), precision, zoned


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
    yield from _times(evidence)
    if found := _IN_URL.search(evidence.url):
        yield Claim("-".join(found.groups()), "url")


def _updated_claims(evidence: Evidence) -> Iterator[Claim]:
    for value in evidence.described("dateModified"):
        if isinstance(value, str):
            yield Claim(value, "json-ld")
    yield from evidence.meta(*UPDATED_METAS)
    yield from _microdata(evidence, "datemodified")


def _shown(evidence: Evidence, markup: Markup) -> Iterator[Moment]:
    """Yield the dates that readers see around the headline, those in elements called so first."""
    month_first = (evidence.root.get("lang") or "").lower() in ("en-us", "en_us")
    near = [element for element in markup.dates if element in markup.near_headline]
    for element in (*near, *markup.after_headline, *markup.dates):
        text = text_up_to(element, _MOST_DATELINE_CHARS)
        if text and (seen := find_date(text, month_first=month_first)) is not None:
            yield Moment(seen.at, Precision.MINUTE if seen.timed else Precision.DAY, False, "text")


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


def _times(evidence: Evidence) -> Iterator[Claim]:
    for element in evidence.times:
        if (stamp := element.get("datetime")) and "datemodified" not in (element.get("itemprop") or "").lower():
            yield Claim(stamp, "time")


def entry_moment(entry: FeedEntry | None, now: datetime) -> Moment | None:
    """Return when the feed says that the article came out; None for what lies ahead of *now*."""
    if entry is None or entry.published_at is None or entry.published_at > now + FUTURE_TOLERANCE:
        return None
    parsed = _precise(entry.published_at)
    return Moment(parsed[0], parsed[1], True, "feed") if parsed else None
