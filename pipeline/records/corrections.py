"""What people put right by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class CorrectionKind(StrEnum):
    """What a correction changes; what its details hold."""

    MERGE = "merge"  # a story into another: {into}
    PART = "part"  # an article from its story
    KEEP = "keep"  # an article in its story
    TAG = "tag"  # an article gets an entity or topic: {id}
    UNTAG = "untag"  # an article loses one: {id}
    SPEAKER = "speaker"  # of a quotation: {quote, speaker, speaker_id}
    TITLE = "title"  # {title}
    AUTHORS = "authors"  # {authors}
    TIME = "time"  # {at}: when it was published, ISO 8601
    HIDE = "hide"  # an article from all readers
    COPY = "copy"  # an article is a copy of another: {of}
    NOT_COPY = "not_copy"  # an article is no copy


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction as a person makes it. The details are JSON."""

    kind: CorrectionKind
    who: str
    why: str | None = None
    article_id: int | None = None
    story_id: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
