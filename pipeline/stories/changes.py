"""What reclustering may change about the open stories."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.stories.index import OpenStory
from pipeline.stories.similarity import shared_terms


@dataclass(frozen=True, slots=True)
class Merge:
    """All of story *gone* turns out to belong to *kept*."""

    kept: int
    gone: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Articles leave their story for another; None is a new one."""

    article_ids: tuple[int, ...]
    story_id: int | None
    why: tuple[str, ...]
    follows: int | None = None  # the story of which a new one is the continuation


def merge(kept: OpenStory, gone: OpenStory) -> Merge:
    """Return the merge of two stories with what they have in common."""
    why = (f"story {gone.story_id} turned out to be this one", *shared_terms(kept.total, gone.total))
    return Merge(kept.story_id, gone.story_id, why)
