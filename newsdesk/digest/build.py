"""Rows to a Digest. Pure: the same rows give the same digest."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from newsdesk.digest.due import day_bounds
from newsdesk.digest.keyfacts import key_facts
from newsdesk.digest.model import (
    Change,
    Copy,
    Coverage,
    Digest,
    Earlier,
    Edit,
    Name,
    NewName,
    Quote,
    Score,
    Story,
    Totals,
)
from newsdesk.digest.quotes import choose_quote
from newsdesk.digest.sentences import opening
from pipeline.facts.edits import changed_values
from pipeline.provenance.publication_time import Doubt
from storage.queries.digest import ArticleRow, Completeness, DigestRows, EditRow, StoryRow
from storage.queries.first_named import NewNameRow


@dataclass(frozen=True, slots=True)
class DigestRules:
    """What goes into a digest, and how it is ranked."""

    title: str = "newsdesk daily"
    zone: str = "UTC"
    max_stories: int = 30
    min_relevance: float = 0.5  # of a story's most relevant article, 0..1
    earlier_counts: float = 0.25  # an outlet that reported only on earlier days
    lead_characters: int = 420
    lead_sentences: int = 3
    brief_characters: int = 240
    names: int = 8
    words_per_minute: int = 230


DEFAULT_RULES = DigestRules()

_CHANGED = 4  # values of an edit
_ADDS = 0.25  # novelty of an article that is worth saying


def build_digest(rows: DigestRows, day: date, rules: DigestRules = DEFAULT_RULES) -> Digest:
    """Return the digest of *day*; *rows* are those of `day_bounds`."""
    return build_window(rows, day, day_bounds(day, rules.zone), rules)


def build_window(rows: DigestRows, day: date, bounds: tuple[datetime, datetime], rules: DigestRules) -> Digest:
    """Return the digest of any stretch of time, ranked and told as a day's is; *day* is the one it is shown under."""
    start, end = bounds
    new = {name.entity_id for name in rows.new_names if name.entity_id} if rows.remembers else set()
    relevant = [row for row in rows.stories if row.relevance >= rules.min_relevance and row.articles]
    ranked = sorted((_story(row, start, end, new, rules) for row in relevant), key=_rank)
    shown = ranked[: rules.max_stories]
    stories = tuple(story for story in shown if _weighs(story))
    brief = tuple(story for story in shown if not _weighs(story))
    changes = tuple(_changes(shown))
    new_names = tuple(_new_names(rows.new_names, {story.id for story in shown}))
    return Digest(
        title=rules.title,
        day=day,
        zone=rules.zone,
        start=start,
        end=end,
        stories=stories,
        brief=brief,
        new_names=new_names,
        names_are_new=rows.remembers,
        **_completeness(rows.completeness),
        changes=changes,
        totals=_totals(relevant, start, end),
        reading_minutes=_reading_minutes(shown, rules),
    )


def _completeness(found: Completeness | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "sources_asked": found.asked,
        "sources_answered": found.answered,
        "sources_failed": found.failed,
    }


def _rank(story: Story) -> tuple[float, float, int]:
    # The day is over: of what is told equally widely, the later report is the news.
    return -story.score.total, -max(each.at for each in story.coverage).timestamp(), story.id


def _story(row: StoryRow, start: datetime, end: datetime, new: set[str], rules: DigestRules) -> Story:
    members = [article for article in row.articles if article.dated_at < end]
    originals = [article for article in members if article.original_id is None] or members[:1]
    todays = [article for article in originals if article.dated_at >= start]
    lead = _lead(todays or members[-1:], row.lead_article_id)
    copies = _copies(members, originals)
    alone = len({article.voice for article in originals}) == 1
    length, count = (rules.brief_characters, 2) if alone else (rules.lead_characters, rules.lead_sentences)
    first = next((article for article in originals if article.id == row.first_article_id), originals[0])
    opened = opening(lead.text or lead.summary or "", characters=length, sentences=count)
    quote = choose_quote(originals, (lead.title, *opened))
    coverage = tuple(_coverage(article, copies[article.id], first, quote, start) for article in originals)
    return Story(
        id=row.id,
        headline=lead.title,
        url=lead.url,
        outlet=lead.outlet,
        lead=opened,
        names=_names(originals, new, rules.names),
        quote=quote,
        coverage=coverage,
        outlets=len({article.voice for article in todays}),
        all_outlets=len({article.voice for article in originals}),
        with_copies=len({article.outlet for article in members}),
        first_outlet=first.outlet,
        first_at=first.dated_at,
        follows=None if row.follows is None else Earlier(row.follows, row.follows_headline or ""),
        score=_score(originals, todays, row.relevance, rules),
        credited_outlet=row.credited_outlet,
        facts=key_facts(row.facts, start, end, running=originals[0].dated_at < start),
    )


def _lead(todays: Sequence[ArticleRow], chosen: int | None) -> ArticleRow:
    """Return the article to quote: the story's own lead if it is of the day, else the day's first that tells enough."""
    for article in todays:
        if article.id == chosen:
            return article
    return next((article for article in todays if article.words >= 80), todays[0])


def _copies(members: Sequence[ArticleRow], originals: Sequence[ArticleRow]) -> dict[int, list[Copy]]:
    """Return the copies by their original's id; those whose original is elsewhere lie under the first article."""
    known = {article.id for article in originals}
    found: dict[int, list[Copy]] = defaultdict(list)
    for each in members:
        if each.id not in known:
            under = each.original_id if each.original_id in known else originals[0].id
            found[under].append(Copy(each.outlet, each.title, each.url, each.dated_at, each.copy_kind or ""))
    return found


def _coverage(
    article: ArticleRow, copies: Sequence[Copy], first: ArticleRow, quote: Quote | None, start: datetime
) -> Coverage:
    # What the first tells is the story; a quotation that stands above it already is not told again.
    tells = article is not first and (article.novelty or 0.0) >= _ADDS
    above = f"“{quote.words}”" if quote else None
    return Coverage(
        outlet=article.outlet,
        title=article.title,
        url=article.url,
        at=article.dated_at,
        authors=article.authors,
        first=article is first,
        earlier=article.dated_at < start,
        paywalled=article.paywalled,
        credits=article.credits,
        text_of=article.text_of,
        adds=tuple(added for added in article.adds if added != above) if tells else (),
        dated_back=article.doubt is Doubt.BACKDATED,
        edit=_edit(article.edits, article.dated_at),
        copies=tuple(copies),
    )


def _edit(rows: Sequence[EditRow], dated_at: datetime) -> Edit | None:
    """Return the latest change that its outlet made; that we read more than before is none."""
    made = [row for row in rows if row.edited in ("correction", "silent")]
    if not made:
        return None
    from newsdesk.digest.passages import passages  # loads the extractor, which few digests need

    row = made[-1]
    unwanted = row.repeated | ({row.notice} if row.notice else set())
    shown = passages(row.before, row.after, without=unwanted)
    values = tuple((one.before, one.after) for one in changed_values(row.before, row.after, dated_at)[:_CHANGED])
    return Edit(row.edited == "correction", row.notice, row.seen_at, shown, values)


def _score(
    originals: Sequence[ArticleRow], todays: Sequence[ArticleRow], relevance: float, rules: DigestRules
) -> Score:
    """Independent outlets count, each by its heaviest source's weight, with falling returns past the first few."""
    weights: dict[str, float] = {}
    for article in originals:
        share = 1.0 if article in todays else rules.earlier_counts
        weights[article.voice] = max(weights.get(article.voice, 0.0), article.weight * share)
    return Score(outlets=round(math.log2(1 + sum(weights.values())), 4), relevance=round(relevance, 4))


def _names(originals: Sequence[ArticleRow], new: set[str], limit: int) -> tuple[Name, ...]:
    """Return who is named, those that the articles are about first.

    Of several articles, one alone must be about somebody for the name to count: asides are the article's, not the
    story's.
    """
    about: dict[str, float] = defaultdict(float)
    used: dict[str, int] = defaultdict(int)
    known: dict[str, Name] = {}
    for article in originals:
        for named in article.named:
            if named.mentions == 0:
                continue
            about[named.id] += named.salience
            used[named.id] += 1
            main = named.main or (named.id in known and known[named.id].main)
            known[named.id] = Name(named.id, named.name, named.type or None, main, named.id in new)
    several = len(originals) > 1
    shared = [each for each in known if not several or used[each] > 1 or known[each].main or known[each].new]
    order = sorted(shared, key=lambda each: (not known[each].main, -round(about[each], 6), -used[each], each))
    return tuple(known[each] for each in order[:limit])


def _weighs(story: Story) -> bool:
    return story.all_outlets > 1


def _changes(stories: Iterable[Story]) -> Iterable[Change]:
    for story in stories:
        for coverage in story.coverage:
            if coverage.edit is not None:
                yield Change(story.id, coverage, coverage.edit)


def _new_names(rows: Iterable[NewNameRow], shown: set[int]) -> Iterable[NewName]:
    found = [
        NewName(Name(row.entity_id, row.surface, row.kind, new=True), row.outlets, stories)
        for row in rows
        if (stories := tuple(each for each in row.story_ids if each in shown))
    ]
    return sorted(found, key=lambda each: (-each.outlets, each.name.name.casefold(), each.name.name))


def _totals(stories: Sequence[StoryRow], start: datetime, end: datetime) -> Totals:
    articles = [each for story in stories for each in story.articles if start <= each.dated_at < end]
    return Totals(
        articles=len(articles),
        outlets=len({each.outlet for each in articles}),
        stories=len(stories),
        copies=sum(each.original_id is not None for each in articles),
    )


def _reading_minutes(stories: Iterable[Story], rules: DigestRules) -> int:
    words = 0
    for story in stories:
        texts = [story.headline, *story.lead, *(each.title for each in story.coverage)]
        texts += [story.quote.words] if story.quote else []
        texts += [value.sentence for fact in story.facts for value in fact.values]
        words += sum(len(text.split()) for text in texts) + len(story.names)
    return max(1, math.ceil(words / rules.words_per_minute))
