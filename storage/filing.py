"""One batch of articles, from what is stored to rows: read in sets, decide, write in sets.

Everything happens in one transaction that holds the placement lock: what a new article is compared with must not
change meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection

from pipeline.canonical import canonical_url
from pipeline.filing.decide import FilingContext, addresses, credited_addresses
from pipeline.filing.plan import FilingPlan, Submission
from pipeline.provenance.authority import Authority
from pipeline.provenance.outlets import Outlets
from pipeline.records import Page, Source
from pipeline.stories.index import StoryIndex
from pipeline.stories.rules import StoryRules
from storage import articles, copies, corrected, pages, report_facts, statements, stories, story_aggregates, tags
from storage.free_ids import free_ids, use_ids
from storage.schema.articles import article
from storage.schema.stories import story


@dataclass(frozen=True)
class FilingRules:
    """What filing goes by that is the same for every batch."""

    sources: Mapping[str, Source]
    outlets: Outlets  # that articles may credit
    authority: Authority
    stories: StoryRules

    def may_speak(self, source: str, url: str) -> bool:
        """Tell whether a source may say what stands at *url*; what has no web address is its source's own."""
        if canonical_url(url) is None:
            return True
        configured = self.sources.get(source)
        return configured is not None and self.authority.may_speak_for(configured, url)

    def speaks_for_maker(self, page: Page) -> bool:
        """Tell whether a page is a source's own that speaks for somebody of the catalog."""
        source = self.sources.get(page.source)
        return source is not None and bool(source.official_for) and self.may_speak(page.source, page.url)


def load_context(
    connection: Connection, batch: Sequence[Submission], open_stories: StoryIndex, rules: FilingRules, now: datetime
) -> FilingContext:
    """Return what is stored as far as it matters to *batch*. *open_stories* are up to date, and will change."""
    keys = set(chain.from_iterable(addresses(one.prepared.article, one.claimed.page) for one in batch))
    items = {one.claimed.item_id for one in batch if one.claimed.item_id is not None}
    listings = {(one.prepared.article.source, one.claimed.seen_at) for one in batch}
    cited = set(chain.from_iterable(credited_addresses(one.prepared) for one in batch))
    by_address = articles.known_addresses(connection, keys | cited)
    by_item = articles.known_items(connection, items, [one.claimed.page_id for one in batch])
    known = {by_address[key] for key in keys & by_address.keys()}
    known.update(article_id for found in by_item.values() for article_id, _ in found)
    candidates = copies.StoredCopies(connection, [one.prepared.fingerprint for one in batch])
    return FilingContext(
        now=now,
        rules=rules.stories,
        by_address=by_address,
        by_item=by_item,
        stored=articles.stored_articles(connection, known),
        unlisted=report_facts.unlisted(connection, listings),
        may_speak=rules.may_speak,
        copies=candidates,
        stories=stories.StoredStories(connection, open_stories, candidates.roots),
        article_ids=free_ids(connection, article),
        story_ids=free_ids(connection, story),
    )


def apply(connection: Connection, plan: FilingPlan, rules: FilingRules, now: datetime) -> int:
    """Write *plan*; return the number of the last change of membership that the open stories in memory include."""
    _use_ids(connection, plan)
    articles.add_articles(connection, plan.new, now)
    articles.take_over(connection, plan.taken_over)
    articles.revise_articles(connection, plan.revised, now)
    articles.add_addresses(connection, plan.addresses, now)
    copies.add_bands(connection, [(one.article_id, one.submission.prepared.fingerprint.bands) for one in plan.new], now)
    tags.remove_tags(connection, [one.article_id for one in plan.revised])
    new = [(one.article_id, one.published.dated_at, one.submission.prepared.tags) for one in plan.new]
    dated = articles.dated(connection, [one.article_id for one in plan.revised])
    changed = [(one.article_id, dated[one.article_id], one.submission.prepared.tags) for one in plan.revised]
    tags.add_tags(connection, new + changed)
    statements.add_statements(connection, [(one.article_id, one.submission.prepared.statements) for one in plan.new])
    statements.replace_statements(
        connection, [(one.article_id, one.submission.prepared.statements) for one in plan.revised]
    )
    tags.add_sightings(connection, list(_sightings(plan, rules)), now)
    included = stories.add_members(connection, plan.new, stories.last_change(connection), now)
    _change_members(connection, plan, included)
    report_facts.add_reports(connection, plan.new, rules.outlets)
    revised = [(one.article_id, one.submission.prepared) for one in plan.revised]
    taken = [(one.article_id, one.submission.prepared) for one in plan.taken_over]
    report_facts.replace_credits(connection, taken, rules.outlets)
    report_facts.revise_reports(connection, revised, rules.outlets)
    anew = [one.article_id for one in plan.revised] + [one.article_id for one in plan.taken_over]
    anew += [one.article_id for one in plan.turned]
    corrected.correct_again(connection, anew)
    report_facts.retell(connection, plan.retold)
    story_aggregates.summarise(connection, plan.stories, now)
    pages.settle_pages(connection, plan.settled, now)
    return included


def _change_members(connection: Connection, plan: FilingPlan, change: int) -> None:
    """Write what changed about articles that were in stories before; *change* is the latest so far."""
    copied = [(one.article_id, one.placement.copy_of) for one in plan.new if one.placement.copy_of is not None]
    copies.add_copies(connection, copied, plan.turned)
    change = stories.touch_members(connection, [one.article_id for one in plan.taken_over], change)
    change = stories.revise_members(connection, plan.revised, change)
    stories.turn_members(connection, plan.turned, change)


def _use_ids(connection: Connection, plan: FilingPlan) -> None:
    if plan.new:
        use_ids(connection, article, plan.new[-1].article_id)
    opened = [one.story_id for one in plan.new if one.opens]
    if opened:
        use_ids(connection, story, opened[-1])


def _sightings(plan: FilingPlan, rules: FilingRules) -> Iterator[tags.Sighting]:
    for one in plan.touched:
        page = one.submission.claimed.page
        official = rules.speaks_for_maker(page)
        for name in one.submission.prepared.tags.new_names:
            yield tags.Sighting(name, one.article_id, page.outlet, official)
