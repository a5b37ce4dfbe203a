"""What filing decides about a batch of prepared pages: values, to be written by whoever keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.claimed import Claimed
from pipeline.provenance.publication_time import PublicationTime
from pipeline.records import CopyOf, Filed, Placement, Prepared
from pipeline.revisions import Edit


@dataclass(frozen=True, slots=True)
class Submission:
    """A claimed page and what it was prepared to: ready to be filed."""

    claimed: Claimed
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article that is filed already, as far as a new version of it is judged by it."""

    article_id: int
    story_id: int
    url: str
    source: str
    outlet: str
    text: str
    partial: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to add. *placement* names its story; *opens* says that the story begins with it."""

    article_id: int
    submission: Submission
    published: PublicationTime
    story_id: int
    placement: Placement
    opens: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """A filed article whose text changed."""

    article_id: int
    story_id: int
    submission: Submission
    edit: Edit


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A filed article that turned out to be the source's that lists it now: its outlet, and what that says of it."""

    article_id: int
    story_id: int
    submission: Submission


@dataclass(frozen=True, slots=True)
class Turned:
    """The original *article_id* and all its copies are copies of ``copy.article_id``, which came later."""

    article_id: int
    copy: CopyOf


@dataclass(frozen=True, slots=True)
class Settled:
    """The one outcome of a page: ``filed``, ``revised``, ``known`` or ``quarantined``."""

    page_id: int
    outcome: str
    article_id: int
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class FilingPlan:
    """All that filing a batch changes. Its parts are in the order of the batch."""

    new: tuple[NewArticle, ...] = ()
    revised: tuple[Revision, ...] = ()
    taken_over: tuple[TakenOver, ...] = ()
    turned: tuple[Turned, ...] = ()
    addresses: tuple[tuple[str, int], ...] = ()  # address key, article id
    settled: tuple[Settled, ...] = ()
    filed: tuple[Filed, ...] = field(default=())  # what the caller is told, one for each submission

    @property
    def touched(self) -> tuple[NewArticle | Revision, ...]:
        """Return the articles whose text the plan adds or changes, new ones first."""
        return (*self.new, *self.revised)

    @property
    def stories(self) -> list[int]:
        """Return the stories that the plan touches, each once."""
        return list(dict.fromkeys(one.story_id for one in (*self.touched, *self.taken_over)))

    @property
    def retold(self) -> set[int]:
        """Return the stories in which it must be worked out anew what each article adds."""
        turned = {one.copy.article_id for one in self.turned}
        return {one.story_id for one in self.revised} | {one.story_id for one in self.new if one.article_id in turned}
