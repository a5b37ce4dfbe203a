"""`pipeline.run.Store` over our tables: composes the functions of one file a record into transactions.

Placing is for one process at a time: what a new article is compared with must not change meanwhile. SQLite
has one writer anyhow; on Postgres an advisory lock makes the others wait.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine, text

from pipeline.canonical import canonical_url
from pipeline.errors import LeaseLostError
from pipeline.extract.learned import NOTHING_LEARNED, SiteLines
from pipeline.provenance.authority import KNOWS_NOBODY, Authority
from pipeline.provenance.outlets import Outlets
from pipeline.provenance.publication_time import PublicationTime
from pipeline.records import Article, Filed, Page, Placement, Prepared, Reason, Rejected, Source
from pipeline.revisions import edit_between
from pipeline.store_port import Claimed
from pipeline.stories import DEFAULT_RULES, StoryRules, recluster
from storage import accounts, articles, copies, learned, pages, stories, tags
from storage.leases import new_holder
from storage.transactions import reading, transact

_PLACEMENT_LOCK = 0x706C6163  # "plac"
_STALE = 1.1  # what was learned of an outlet is read again when it has so many times as many articles
_REMEMBERED = 50  # outlets
_PASSES = 4  # each merges a story with one other


class SqlStore:
    """Pages in, articles out. One for each process: it remembers the open stories between transactions."""

    def __init__(
        self,
        engine: Engine,
        sources: Mapping[str, Source],
        *,
        lease: timedelta = timedelta(minutes=5),
        rules: StoryRules = DEFAULT_RULES,
        outlets: Outlets | None = None,
        authority: Authority = KNOWS_NOBODY,
    ) -> None:
        """*outlets* are those that articles may credit; None takes those of *sources*.

        *authority* knows who may speak for which address.
        """
        self._engine = engine
        self._sources = sources
        self.lease = lease
        self._holder = new_holder()  # two stores of one process are two, when one has lost a lease to the other
        self._rules = rules
        self._outlets = Outlets.of(sources.values()) if outlets is None else outlets
        self._authority = authority
        self._learned: dict[str, SiteLines] = {}
        self.window = stories.OpenWindow(rules.window)

    def claim(self, now: datetime, limit: int, begun_at: datetime | None = None) -> Sequence[Claimed]:
        def work(connection: Connection) -> list[Claimed]:
            claimed = pages.claim_pages(
                connection, now, holder=self._holder, limit=limit, lease=self.lease, begun_at=begun_at
            )
            return [Claimed(one.page_id, one.page, one.attempt, one.listed_at, one.item_id) for one in claimed]

        return transact(self._engine, work)

    def renew(self, page_ids: Collection[int], now: datetime) -> set[int]:
        return transact(
            self._engine,
            lambda connection: pages.renew_pages(connection, page_ids, self._holder, now + self.lease),
        )

    def learned(self, outlet: str) -> SiteLines:
        known = self._learned.pop(outlet, NOTHING_LEARNED)
        with reading(self._engine) as connection:
            # An outlet's first articles teach most; later it is enough to look again now and then.
            if learned.readings(connection, outlet) > known.articles * _STALE:
                known = learned.site_lines(connection, outlet)
        self._learned[outlet] = known  # last used stands last
        if len(self._learned) > _REMEMBERED:
            del self._learned[next(iter(self._learned))]
        return known

    def filing(self, now: datetime) -> AbstractContextManager[SqlFiling]:
        return self._filing(now)

    def reject(self, claimed: Claimed, rejected: Rejected, now: datetime) -> None:
        settlement = pages.Settlement(rejected.reason.value, now, rejected.detail)
        self._held(claimed, pages.settle_page, settlement)

    def release(self, page_ids: Collection[int]) -> None:
        transact(self._engine, lambda connection: pages.release_pages(connection, page_ids, self._holder))

    def retry(self, claimed: Claimed, problem: str, now: datetime, *, count_attempt: bool) -> None:
        self._held(claimed, partial(pages.retry_page, count_attempt=count_attempt), problem, now)

    def _held(self, claimed: Claimed, change: Callable[..., bool], *arguments: object) -> None:
        if not transact(self._engine, lambda connection: change(connection, claimed.page_id, self._holder, *arguments)):
            raise LeaseLostError(f"page {claimed.page_id}")

    def recluster(self, now: datetime) -> int:
        """Look over what changed since the last time: merge, part and move; return how many changes that took."""
        count = 0
        for _ in range(_PASSES):
            with self._filing(now) as filing:
                open_stories = filing.stories.open()
                held = stories.longer_known(filing.connection, now - self._rules.window)
                changes = recluster(open_stories, held, self._rules)
                open_stories.changed.clear()
                stories.apply_changes(filing.connection, changes, now)
            count += len(changes)
            if not changes:
                break
        return count

    @contextmanager
    def _filing(self, now: datetime) -> Iterator[SqlFiling]:
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PLACEMENT_LOCK})
            yield SqlFiling(
                connection,
                self._holder,
                self.window,
                self._sources,
                self._outlets,
                self._authority,
                self._rules,
                now,
            )


@dataclass(frozen=True)
class SqlFiling:
    """`pipeline.run.Filing`: one transaction."""

    connection: Connection
    holder: str
    window: stories.OpenWindow
    sources: Mapping[str, Source]
    outlets: Outlets
    authority: Authority
    rules: StoryRules
    now: datetime

    @property
    def copies(self) -> copies.StoredCopies:
        return copies.StoredCopies(self.connection)

    @property
    def stories(self) -> stories.StoredStories:
        return stories.StoredStories(self.connection, self.window, self.now)

    def known(self, article: Article, claimed: Claimed) -> int | None:
        item_id = claimed.item_id if self._may_speak(claimed.page.source, article.url) else None
        return articles.known_article(self.connection, article, claimed.page, claimed.page_id, item_id)

    def unlisted_at(self, article: Article, seen_at: datetime) -> datetime | None:
        if not self._may_speak(article.source, article.url):
            return None
        return accounts.unlisted_at(self.connection, article.source, seen_at)

    def file(self, claimed: Claimed, prepared: Prepared, placement: Placement, published: PublicationTime) -> Filed:
        dated_at = published.dated_at
        article_id = articles.add_article(
            self.connection, prepared, claimed.page, claimed.page_id, claimed.seen_at, dated_at, self.now
        )
        copies.file_bands(self.connection, article_id, prepared.fingerprint.bands, self.now)
        accounts.file_account(self.connection, article_id, prepared, published, self.outlets)
        story_id = stories.file_placement(self.connection, article_id, prepared, placement, dated_at, self.now)
        self._tag(article_id, prepared, claimed.page)
        learned.count_lines(self.connection, prepared.article)
        self._settle(claimed, "filed", article_id)
        return Filed(article_id, story_id, new=True)

    def refile(self, claimed: Claimed, prepared: Prepared, article_id: int) -> Filed:
        stored = articles.stored_article(self.connection, article_id)
        story_id = self.stories.story_of(article_id)
        articles.add_addresses(
            self.connection, article_id, articles.addresses(prepared.article, claimed.page), self.now
        )
        edit = edit_between(stored.text, prepared.article, was_partial=stored.partial)
        is_anothers = stored.source != claimed.page.source and not self._may_speak(stored.source, stored.url)
        taken_over = is_anothers and self._may_speak(claimed.page.source, stored.url)
        if taken_over:
            articles.take_over(self.connection, article_id, prepared)
            accounts.take_over(self.connection, article_id, prepared, self.outlets)
        same_outlet = taken_over or stored.outlet == prepared.article.outlet
        if edit is None or claimed.page.from_feed or not same_outlet:
            if taken_over:
                stories.touch_member(self.connection, article_id, story_id, self.now)
            self._settle(claimed, "known", article_id)
            return Filed(article_id, story_id, new=False)
        articles.revise(self.connection, article_id, prepared, claimed.page_id, edit, self.now)
        accounts.refile_account(self.connection, article_id, prepared, self.outlets)
        stories.revise_member(self.connection, article_id, story_id, prepared, self.now)
        self._tag(article_id, prepared, claimed.page)
        self._settle(claimed, "revised", article_id)
        return Filed(article_id, story_id, new=False, revised=True)

    def _may_speak(self, source: str, url: str) -> bool:
        """Tell whether a source may say what stands at *url*; what has no web address is its source's own."""
        if canonical_url(url) is None:
            return True
        configured = self.sources.get(source)
        return configured is not None and self.authority.may_speak_for(configured, url)

    def _tag(self, article_id: int, prepared: Prepared, page: Page) -> None:
        tags.file_tags(self.connection, article_id, prepared.tags)
        source = self.sources.get(page.source)
        tags.file_new_names(
            self.connection,
            article_id,
            prepared.tags.new_names,
            outlet=page.outlet,
            official=source is not None and bool(source.official_for) and self._may_speak(page.source, page.url),
            now=self.now,
        )

    def _settle(self, claimed: Claimed, outcome: str, article_id: int) -> None:
        if claimed.quarantined is not None:
            outcome = Reason.QUARANTINED.value
        settlement = pages.Settlement(outcome, self.now, claimed.quarantined, article_id)
        if not pages.settle_page(self.connection, claimed.page_id, self.holder, settlement):
            raise LeaseLostError(f"page {claimed.page_id}")
