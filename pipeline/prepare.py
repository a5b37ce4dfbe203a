"""All that can be found out about a page without looking at other articles. Runs in a child process."""

from __future__ import annotations

from datetime import datetime

from pipeline.dedupe import fingerprint
from pipeline.extract import extract
from pipeline.extract.learned import NOTHING_LEARNED, OutletMemory
from pipeline.facts.novelty import facts, hash_facts
from pipeline.facts.statements import statements
from pipeline.provenance.credits import credits_in
from pipeline.query.words import index_words
from pipeline.records import Article, Page, Prepared, Rejected
from pipeline.sites import NO_SHARED_HOSTS, Sites
from pipeline.stories.features import story_features
from pipeline.tag import Tagger
from pipeline.text.languages import stages_without

# One for each process, set by `equip`: building them costs too much to do for every page.
_tagger: Tagger | None = None
_sites = NO_SHARED_HOSTS


def equip(tagger: Tagger, sites: Sites) -> None:
    """Give this process its tagger and the table of shared hosts. Called once, before the first page."""
    global _tagger, _sites
    _tagger, _sites = tagger, sites


def prepare_equipped(page: Page, learned: OutletMemory = NOTHING_LEARNED) -> Prepared | Rejected:
    """`prepare` with the tagger that this process was given by `equip`."""
    if _tagger is None:
        raise RuntimeError("equip() was not called in this process")
    return prepare(page, _tagger, learned, _sites)


def prepare(
    page: Page, tagger: Tagger, learned: OutletMemory = NOTHING_LEARNED, sites: Sites = NO_SHARED_HOSTS
) -> Prepared | Rejected:
    """Return the article of *page*, tagged and fingerprinted, or why it has none.

    *learned* are the lines that the page's outlet repeats on many pages; they are left out of the text.
    """
    article = extract(page, learned, sites=sites)
    return article if isinstance(article, Rejected) else read(article, tagger, page.fetched_at)


def read(article: Article, tagger: Tagger, seen_at: datetime | None = None) -> Prepared:
    """Return *article* with what can be found out about it; *seen_at* dates what gives no date itself.

    Tags come first because who is named is the best evidence of what a story is about.
    """
    tags = tagger.tag(article)
    features = story_features(article, tags)
    found = facts(article, tags)
    return Prepared(
        article,
        tags,
        fingerprint(article),
        features,
        credits_in(article),
        found,
        statements=statements(article, tags, seen_at),
        degraded=stages_without(article.language),
        index_words=index_words(article.title, article.text),
        hashes=hash_facts(found, features.words),
    )
