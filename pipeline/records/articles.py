"""What becomes of a page: an article with all that was found out about it, or a reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.records.facts import Credit, FactHashes, Facts
from pipeline.records.statements import Statement
from pipeline.records.stories import StoryFeatures
from pipeline.records.tags import Tags


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
class BlockCount:
    """How often blocks of one kind were part of the text, and how often they were left out."""

    kept: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Where the text of one page stood; signatures are tags and classes, see `pipeline.extract.layout`."""

    container: str  # signature of the smallest element that holds the text
    blocks: Mapping[str, BlockCount]  # by the blocks' signatures inside the container
    agreed: bool | None  # whether the outlet's template read the same text; None: there was none, or it could not
    at: datetime  # when the page was fetched


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
    layout: PageLayout | None = None  # where the text stood, if that was looked at; learned from, not stored
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


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What finding copies needs of a text, small enough to store.

    *bands* is empty when the text is too short for near-copy search.
    """

    text_hash: bytes  # SHA-256 of the normalised words, 32 bytes
    bands: tuple[int, ...] = ()  # signed 64-bit, position = band number
    words: int = 0


@dataclass(frozen=True, slots=True)
class IndexWords:
    """What the search index holds of an article: folded words, parted by blanks, as `pipeline.query.words` says."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with everything that could be found out without looking at other articles."""

    article: Article
    tags: Tags
    fingerprint: Fingerprint
    features: StoryFeatures = field(default_factory=StoryFeatures)
    credits: tuple[Credit, ...] = ()
    facts: Facts = field(default_factory=Facts)
    degraded: tuple[str, ...] = ()  # stages that do not know the article's language: pipeline.text.languages.Stage
    statements: tuple[Statement, ...] = ()  # values that it states
    embedding: bytes = b""  # its sentence embedding, where the extra `semantic` is in use
    # What filing would else work out while others wait for it; None: it does.
    index_words: IndexWords | None = None
    hashes: FactHashes | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """The outcome of a page that became an article, a revision of one, or another address of one."""

    article_id: int
    story_id: int | None
    new: bool  # False when the article was there already
    revised: bool = False
