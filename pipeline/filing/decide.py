"""Where prepared pages belong: known already, a new version, a copy, part of a story, or a story of their own.

`decide` receives what is stored as a `FilingContext` and returns a `FilingPlan`. It has no effects but one: the
context takes in what is decided, so that the second article of a batch is compared with the first. A context
serves one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from pipeline.canonical import canonical_url, site_of, url_key
from pipeline.dedupe import CopyIndex, Rival, find_copy
from pipeline.filing.plan import FilingPlan, NewArticle, Revision, Settled, StoredArticle, Submission, TakenOver, Turned
from pipeline.provenance.credits import is_firm
from pipeline.provenance.publication_time import publication_time
from pipeline.records import Article, CopyOf, Filed, Page, Placement, Prepared, Reason
from pipeline.revisions import Edit, edit_between, headline_edit
from pipeline.stories.assign import StoryContext, assign
from pipeline.stories.open_story import Member
from pipeline.stories.rules import StoryRules


class BatchCopies(CopyIndex, Protocol):
    """The copy index, which learns of the articles of the batch as they are decided."""

    def add(self, rival: Rival, prepared: Prepared) -> None:
        """Let *rival*, made of *prepared*, be found."""

    def turn(self, root: int, new_root: int) -> None:
        """Let *root* and its copies be copies of *new_root*."""


class BatchStories(StoryContext, Protocol):
    """The story index, which learns of the articles of the batch as they are placed."""

    def add(self, member: Member, prepared: Prepared) -> None:
        """Let *member*, made of *prepared*, be found."""

    def turn(self, root: int, new_root: int) -> None:
        """Let *root* and its copies be copies of *new_root*."""


MaySpeak = Callable[[str, str], bool]  # whether the source of this name may say what stands at this address


@dataclass
class FilingContext:
    """What is stored, as far as it matters to one batch."""

    now: datetime  # UTC
    rules: StoryRules
    by_address: dict[str, int]  # address key -> article id, of the addresses of the batch and those that it credits
    by_item: dict[int, list[tuple[int, str]]]  # item id -> ids and addresses of what other pages of it became
    stored: Mapping[int, StoredArticle]  # of these articles
    unlisted: Mapping[tuple[str, datetime], datetime]  # source, when it listed an item -> last asked before that
    may_speak: MaySpeak
    copies: BatchCopies
    stories: BatchStories
    article_ids: Iterator[int]  # free, ascending
    story_ids: Iterator[int]


def decide(batch: Sequence[Submission], context: FilingContext) -> FilingPlan:
    """Return what to do about *batch*, or about its beginning.

    A plan names each article once. A second version of an article that the plan touches already ends it early:
    ``len(plan.filed)`` submissions are decided, and the rest is for another plan. At least one always is.
    """
    planned = _Planned()
    for submission in batch:
        article_id = _known(submission, context)
        if article_id is None:
            _add(submission, context, planned)
        elif not _meet_again(submission, article_id, context, planned):
            break
    return planned.plan()


def addresses(article: Article, page: Page) -> list[str]:
    """Return the keys of every address on the article's site that led to it.

    One on another site that redirects here today may lead elsewhere tomorrow, and is not the article's. An item without
    a page of its own is known by its name alone: the address where it can be opened is that of others as well.
    """
    if page.from_feed and canonical_url(page.url) is None:
        return [page.url]
    site = site_of(article.url)
    there = (url for url in (article.url, page.url, page.requested_url) if site_of(url) == site)
    return [key for key in dict.fromkeys(url_key(url) or url for url in there) if key]


def credited_addresses(prepared: Prepared) -> list[str]:
    """Return the keys of the addresses to which an article links as what it rests on."""
    urls = (one.url for one in prepared.credits if one.url is not None and is_firm(one))
    return [key for url in urls if (key := url_key(url))]


class _Planned:
    def __init__(self) -> None:
        self.new: dict[int, NewArticle] = {}
        self.revised: dict[int, Revision] = {}
        self.taken_over: dict[int, TakenOver] = {}
        self.turned: list[Turned] = []
        self.addresses: list[tuple[str, int]] = []
        self.settled: list[Settled] = []
        self.filed: list[Filed] = []

    def settle(self, submission: Submission, outcome: str, filed: Filed) -> None:
        why = submission.claimed.quarantined
        outcome = outcome if why is None else Reason.QUARANTINED.value
        self.settled.append(Settled(submission.claimed.page_id, outcome, filed.article_id, why))
        self.filed.append(filed)

    def plan(self) -> FilingPlan:
        return FilingPlan(
            tuple(self.new.values()),
            tuple(self.revised.values()),
            tuple(self.taken_over.values()),
            tuple(self.turned),
            tuple(self.addresses),
            tuple(self.settled),
            tuple(self.filed),
        )


def _known(submission: Submission, context: FilingContext) -> int | None:
    keys = addresses(submission.prepared.article, submission.claimed.page)
    found = [context.by_address[key] for key in keys if key in context.by_address]
    if found:
        return min(found)
    item_id, url = submission.claimed.item_id, submission.prepared.article.url
    # An item of a source that may not speak for the address says nothing of which article it is.
    if item_id is None or not context.may_speak(submission.claimed.page.source, url):
        return None
    site = site_of(url)
    return next((one for one, at in context.by_item.get(item_id, ()) if site_of(at) == site), None)


def _add(submission: Submission, context: FilingContext, planned: _Planned) -> None:
    prepared, claimed = submission.prepared, submission.claimed
    article = prepared.article
    # When a list of another site did not name it yet says nothing.
    listed_by_itself = context.may_speak(article.source, article.url)
    unlisted_at = context.unlisted.get((article.source, claimed.seen_at)) if listed_by_itself else None
    published = publication_time(article, seen_at=claimed.seen_at, unlisted_at=unlisted_at)
    dated_at = published.dated_at
    found = find_copy(prepared, context.copies, dated_at)
    credited = [context.by_address[key] for key in credited_addresses(prepared) if key in context.by_address]
    copy = found.copy if found else None
    placement = assign(prepared, copy, context.stories, dated_at, context.rules, credited)
    if found is not None and found.swapped:
        placement = replace(placement, copy_of=None, copied_by=found.copy)
    opens = placement.story_id is None
    story_id = next(context.story_ids) if placement.story_id is None else placement.story_id
    article_id = next(context.article_ids)
    planned.new[article_id] = NewArticle(article_id, submission, published, story_id, placement, opens)
    _note_addresses(submission, article_id, context, planned)
    if claimed.item_id is not None:
        context.by_item.setdefault(claimed.item_id, []).append((article_id, article.url))
    if placement.copied_by is not None:
        turned = placement.copied_by
        planned.turned.append(Turned(turned.article_id, replace(turned, article_id=article_id)))
        context.copies.turn(turned.article_id, article_id)
        context.stories.turn(turned.article_id, article_id)
    _let_be_found(prepared, article_id, story_id, dated_at, placement, context)
    planned.settle(submission, "filed", Filed(article_id, story_id, new=True))


def _let_be_found(
    prepared: Prepared, article_id: int, story_id: int, dated_at: datetime, placement: Placement, context: FilingContext
) -> None:
    article = prepared.article
    original = _original(placement.copy_of)
    context.copies.add(
        Rival(
            article_id, original or article_id, article.outlet, article.title, article.text, article.authors, dated_at
        ),
        prepared,
    )
    context.stories.add(
        Member(
            article_id,
            story_id,
            article.outlet,
            dated_at,
            context.now,
            prepared.features,
            prepared.fingerprint.words,
            copy_of=original,
            embedding=prepared.embedding,
            linked_to=placement.linked_to,
        ),
        prepared,
    )


def _original(copied: CopyOf | None) -> int | None:
    return None if copied is None else copied.article_id


def _meet_again(submission: Submission, article_id: int, context: FilingContext, planned: _Planned) -> bool:
    """Plan what a page of a known article changes; False when that needs a plan of its own."""
    if article_id in planned.revised or article_id in planned.taken_over:
        return False
    new = planned.new.get(article_id)
    before = context.stored[article_id] if new is None else _as_stored(new)
    taken_over = _is_taken_over(submission, before, context)
    edit = _edit(submission, before, taken_over=taken_over)
    if new is not None and (taken_over or edit is not None):
        return False
    _note_addresses(submission, article_id, context, planned)
    if taken_over:
        planned.taken_over[article_id] = TakenOver(article_id, before.story_id, submission)
    if edit is None:
        planned.settle(submission, "known", Filed(article_id, before.story_id, new=False))
    else:
        planned.revised[article_id] = Revision(article_id, before.story_id, submission, edit)
        planned.settle(submission, "revised", Filed(article_id, before.story_id, new=False, revised=True))
    return True


def _as_stored(new: NewArticle) -> StoredArticle:
    article = new.submission.prepared.article
    return StoredArticle(
        new.article_id,
        new.story_id,
        article.url,
        article.source,
        article.outlet,
        article.text,
        article.partial,
        article.title,
    )


def _is_taken_over(submission: Submission, before: StoredArticle, context: FilingContext) -> bool:
    """Return whether the article is this source's own, and was led to by somebody else's list before."""
    source = submission.claimed.page.source
    is_anothers = before.source != source and not context.may_speak(before.source, before.url)
    return is_anothers and context.may_speak(source, before.url)


def _edit(submission: Submission, before: StoredArticle, *, taken_over: bool) -> Edit | None:
    """Return how a page changes the article that is known; None when it does not, or may not."""
    article, page = submission.prepared.article, submission.claimed.page
    if page.from_feed or not (taken_over or before.outlet == article.outlet):
        return None
    edit = edit_between(before.text, article, was_partial=before.partial)
    if edit is not None or before.source != page.source or article.partial:
        return edit
    listed = page.entry.title if page.entry is not None else None
    moved = url_key(page.url) != url_key(page.requested_url)  # corrected, perhaps before its list is read
    return headline_edit(before.title, article, article.title if moved else listed)


def _note_addresses(submission: Submission, article_id: int, context: FilingContext, planned: _Planned) -> None:
    for key in addresses(submission.prepared.article, submission.claimed.page):
        if key not in context.by_address:
            context.by_address[key] = article_id
            planned.addresses.append((key, article_id))
