"""The vocabulary: what each stage receives and what it makes.

Every record is frozen. A time is aware and in UTC. What is absent is ``None``, never ``""``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class SourceKind(StrEnum):
    """How a source lists its articles."""

    FEED = "feed"  # RSS, Atom, RDF or JSON Feed, told apart by content
    SITEMAP = "sitemap"  # news sitemap, sitemap or sitemap index
    SECTION = "section"  # an HTML page that links to articles
    ARTICLE = "article"  # one article at a fixed address


@dataclass(frozen=True, slots=True)
class Expected:
    """What is normal for a source; outside these bounds `sources health` raises an alarm."""

    items_per_day_min: float | None = None
    items_per_day_max: float | None = None
    silent_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One ``[[source]]`` of ``config/sources/*.toml``."""

    name: str  # slug, unique over all files
    url: str
    kind: SourceKind = SourceKind.FEED
    title: str | None = None  # as a reader would know it; the name when None
    outlet: str | None = None  # who publishes; sources of one outlet are not independent. The title when None
    homepage: str | None = None
    category: str = "press"  # lab, press, newsletter, research, policy, community, aggregator
    language: str | None = None  # BCP 47
    weight: float = 1.0  # 0..2, how much its coverage counts in the digest
    enabled: bool = True
    full_text: bool = False  # the feed carries whole articles: no second fetch
    every: timedelta | None = None  # fixed poll interval; None adapts
    delay: timedelta | None = None  # between two requests to its host; None takes the setting
    selector: str | None = None  # CSS selector of article links (sections)
    include: tuple[str, ...] = ()  # URL path globs; when given, only these are taken
    exclude: tuple[str, ...] = ()  # URL path globs never taken
    official_for: tuple[str, ...] = ()  # entity ids this source speaks for, e.g. org:meta
    speaks_for: tuple[str, ...] = ()  # hosts besides its own whose articles it may describe, e.g. outlet.example
    expect: Expected = Expected()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item as its feed, sitemap or section page described it; only lengths are capped."""

    source: str  # Source.name
    url: str | None  # absolute
    guid: str | None = None
    title: str | None = None  # plain text
    summary: str | None = None  # HTML as written
    content: str | None = None  # HTML as written, when the feed carries the text
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One HTTP answer for an article URL, body undecoded.

    When the feed carried the whole text, or the page could not be fetched, *body* is the entry's
    HTML (perhaps empty) and *from_feed* is true.
    """

    url: str  # after redirects
    requested_url: str
    source: str  # Source.name
    outlet: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]  # lower-case names, in order
    body: bytes
    entry: FeedEntry | None = None
    from_feed: bool = False


class Precision(StrEnum):
    """How exactly a time is known."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Link:
    """A link in an article's body."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """The report that an article says it rests on."""

    phrase: str  # the words that say so, e.g. "first reported by Reuters"
    outlet: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What a reader would call the article, and where each part of it came from."""

    url: str  # canonical
    title: str
    text: str  # plain; paragraphs parted by one newline
    outlet: str
    source: str
    markdown: str | None = None
    summary: str | None = None  # standfirst or description, plain
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: Precision | None = None
    updated_at: datetime | None = None
    language: str | None = None  # BCP 47 primary tag
    section: str | None = None
    keywords: tuple[str, ...] = ()
    image_url: str | None = None
    links: tuple[Link, ...] = ()
    paywalled: bool = False
    partial: bool = False  # only a part of the text could be had
    original: Attribution | None = None
    dropped: tuple[str, ...] = ()  # lines left out because the outlet repeats them; counted, not stored
    provenance: Mapping[str, str] = field(default_factory=dict)  # field -> where it came from, e.g. json-ld


class Reason(StrEnum):
    """Why a page became no article."""

    NOT_HTML = "not_html"
    TOO_LARGE = "too_large"
    EMPTY = "empty"  # no text worth keeping, e.g. a script-only shell
    SOFT_404 = "soft_404"
    WALL = "wall"  # consent or log-in page in place of the article
    HTTP_STATUS = "http_status"
    NOT_ARTICLE = "not_article"  # index, tag or search page
    QUARANTINED = "quarantined"  # every attempt went past a limit or crashed


@dataclass(frozen=True, slots=True)
class Rejected:
    """The outcome of a page that became no article."""

    reason: Reason
    detail: str | None = None


class Part(StrEnum):
    """Where in an article an offset counts."""

    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Mention:
    """``part[start:end] == surface``; offsets in characters."""

    entity_id: str
    part: Part
    start: int
    end: int
    surface: str
    version: str | None = None  # "4.6" of "Claude Opus 4.6"


@dataclass(frozen=True, slots=True)
class EntityTag:
    """One entity of an article, rolled up from its mentions."""

    entity_id: str
    salience: float  # 0..1
    main: bool
    mentions: int  # 0 when implied by a child entity only
    implied: bool = False


@dataclass(frozen=True, slots=True)
class TopicTag:
    topic_id: str
    score: float  # 0..1


@dataclass(frozen=True, slots=True)
class Quote:
    """``text[start:end] == quote``: the words between the marks."""

    start: int
    end: int
    quote: str
    speaker: str | None = None
    speaker_id: str | None = None  # entity id
    cue: str | None = None  # the verb that attributes it


@dataclass(frozen=True, slots=True)
class NewName:
    """A name that the catalog does not know."""

    surface: str
    part: Part
    start: int
    kind: str | None = None  # guessed entity type
    parent_id: str | None = None  # guessed maker
    evidence: str | None = None  # which rule saw it


@dataclass(frozen=True, slots=True)
class Tags:
    """All that tagging says of one article."""

    mentions: tuple[Mention, ...] = ()
    entities: tuple[EntityTag, ...] = ()
    topics: tuple[TopicTag, ...] = ()
    quotes: tuple[Quote, ...] = ()
    new_names: tuple[NewName, ...] = ()
    relevance: float = 0.0  # 0..1, is this AI-industry coverage


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What finding copies needs of a text, small enough to store.

    *bands* is empty when the text is too short for near-copy search.
    """

    text_hash: bytes  # SHA-256 of the normalised words, 32 bytes
    bands: tuple[int, ...] = ()  # signed 64-bit, position = band number
    words: int = 0


class Grade(StrEnum):
    """How an article credits another outlet, the strongest claim first."""

    WIRE = "wire"  # it prints the other's text, as its byline or dateline says
    FIRST = "first"  # "first reported by Reuters"
    REPORT = "report"  # "Reuters reported", "according to a report in Die Zeit"
    SOURCE = "source"  # "told Reuters", "according to Reuters"
    LINK = "link"  # no words, only a link to the other's article


@dataclass(frozen=True, slots=True)
class Credit:
    """Words in an article that credit another outlet."""

    grade: Grade
    phrase: str  # the words, e.g. "first reported by Reuters"
    outlet: str | None = None  # as written there; once resolved, as in `Article.outlet` where it is a source's
    url: str | None = None  # what the words are linked to
    prominent: bool = False  # where an article says what it rests on: at its beginning, or as its last words


@dataclass(frozen=True, slots=True)
class Facts:
    """What an article tells that another may have told before."""

    names: Mapping[str, str] = field(default_factory=dict)  # entity id or folded name -> as written
    numbers: Mapping[str, str] = field(default_factory=dict)  # value and unit -> as written
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryFeatures:
    """What tells the story of one article from others.

    *words* are stems, which hold no colon, and *entities* are ids, which hold one: both can be keys of one vector.
    """

    words: Mapping[str, float] = field(default_factory=dict)  # stem -> weight by where it stands
    entities: Mapping[str, float] = field(default_factory=dict)  # entity id -> weight by salience
    names: tuple[str, ...] = ()  # stems of the names that the text repeats: what it is about
    dates: tuple[date, ...] = ()  # days on which it says something happened, the likeliest first

    def terms(self) -> Iterator[tuple[str, float]]:
        """Yield every word and entity with its weight."""
        yield from self.words.items()
        yield from self.entities.items()


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with everything that could be found out without looking at other articles."""

    article: Article
    tags: Tags
    fingerprint: Fingerprint
    features: StoryFeatures = StoryFeatures()
    credits: tuple[Credit, ...] = ()
    facts: Facts = Facts()
    degraded: tuple[str, ...] = ()  # stages that do not know the article's language: pipeline.text.languages.Stage
    embedding: bytes = b""  # its sentence embedding, where the extra `semantic` is in use


class CopyKind(StrEnum):
    """How a copy relates to its original."""

    SAME_TEXT = "same_text"
    WIRE = "wire"  # agency copy that several outlets print
    REPUBLICATION = "republication"
    EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True)
class CopyOf:
    """A decision: this article is a copy of that one."""

    article_id: int
    kind: CopyKind
    similarity: float  # containment of word 5-grams, 0..1


@dataclass(frozen=True, slots=True)
class Placement:
    """A decision, not an effect: where an article belongs.

    *story_id* None opens a new story. *why* holds short facts for people, e.g. "entity: Muse Spark".
    """

    story_id: int | None
    score: float = 0.0
    copy_of: CopyOf | None = None
    copied_by: CopyOf | None = None  # the other way round: that article, and its copies, are copies of this one
    follows_story_id: int | None = None  # a new event that continues that story
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """The outcome of a page that became an article, a revision of one, or another address of one."""

    article_id: int
    story_id: int | None
    new: bool  # False when the article was there already
    revised: bool = False
