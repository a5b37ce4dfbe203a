"""`newsdesk show`: one story or article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_json, say_text
from newsdesk.cli.words import WORDS, row_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from storage.engine import Connection
    from storage.queries.articles import ArticleDetails
    from storage.queries.stories import StoryArticle, StoryDetails

    Local = Callable[[datetime | None], str]


@click.command()
@click.argument("what", type=WORDS, metavar="STORY|ARTICLE|URL")
@click.option("--article", "as_article", is_flag=True, help="Take a number as an article's, not a story's.")
@click.option("--why", is_flag=True, help="Also why each article is where it is.")
@click.option("--json", "as_json_", is_flag=True, help="Print JSON; docs/search.md says what the keys mean.")
@pass_context
def show(context: Context, what: str, as_article: bool, why: bool, as_json_: bool) -> None:
    """Show a story by its number, or an article by `aNUMBER`, --article NUMBER or its address."""
    from newsdesk.wiring.database import open_database
    from pipeline.canonical import url_key
    from pipeline.errors import ConfigError
    from storage.queries.articles import find_article
    from storage.transactions import reading

    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        number = row_number(what)
        if number is not None and not as_article:
            if as_json_:
                say_json(_story_as_json(connection, number, context.clock()))
            else:
                _show_story(connection, number, context, why)
            return
        article_id = row_number(what.removeprefix("a"))
        if article_id is None:
            article_id = find_article(connection, [url_key(what) or what, what])
        if article_id is None:
            raise ConfigError(f"{what}: no article has this address")
        if as_json_:
            say_json(_article_as_json(connection, article_id))
        else:
            _show_article(connection, article_id, context, why)


def _story_as_json(connection: Connection, story_id: int, now: datetime) -> dict[str, object]:
    from newsdesk.cli.as_json import as_json
    from storage.queries.stories import story_articles

    story = _story(connection, story_id)
    found: dict[str, object] = as_json(story)
    found |= {"state": story.lifecycle.at(now).value, "coverage": as_json(story_articles(connection, story.id))}
    del found["lifecycle"]
    return found


def _article_as_json(connection: Connection, article_id: int) -> dict[str, object]:
    from newsdesk.cli.as_json import as_json
    from storage.queries.articles import article_tags

    found: dict[str, object] = as_json(_article(connection, article_id))
    found |= as_json(article_tags(connection, article_id))
    return found


def _story(connection: Connection, story_id: int) -> StoryDetails:
    from pipeline.errors import ConfigError
    from storage.queries.stories import story_details

    story = story_details(connection, story_id)
    if story is None:
        raise ConfigError(
            f"{story_id}: there is no such story; `newsdesk stories` lists them, aNUMBER means an article"
        )
    return story


def _article(connection: Connection, article_id: int) -> ArticleDetails:
    from pipeline.errors import ConfigError
    from storage.queries.articles import article_details

    article = article_details(connection, article_id)
    if article is None:
        raise ConfigError(f"a{article_id}: there is no such article")
    return article


def _show_story(connection: Connection, story_id: int, context: Context, why: bool) -> None:
    from storage.queries.stories import story_articles

    story = _story(connection, story_id)
    say(story.headline, bold=True)
    if story.id != story_id:
        say(f"story {story_id} turned out to be story {story.id}")
    articles = story_articles(connection, story.id)
    now = context.clock()
    state = story.lifecycle.at(now)
    since = context.local(story.lifecycle.dormant_at if story.lifecycle.dormant_at <= now else story.lifecycle.since)
    outlets = f"{_count(story.articles, 'article')}, {_count(story.outlets, 'independent outlet')}"
    if story.all_outlets > story.outlets:
        outlets += f", {story.all_outlets - story.outlets} more with copies"
    say(f"story {story.id}, {state} since {since}: {outlets}")
    if story.velocity:
        say(f"{story.velocity:.1f} outlets an hour followed in the first six hours")
    say(f"first: {story.first_outlet}, {context.local(story.first_at)} [a{story.first_article_id}]")
    for reason in story.first_why:
        say(f"  {reason}")
    if story.credited_outlet:
        say(f"  it is credited to {story.credited_outlet}, of which no article is here")
    say()
    _differences(connection, story.id)
    _timeline(articles, context.local, why)


def _differences(connection: Connection, story_id: int) -> None:
    """Show what sources differ on, dispute or have changed, each value with its sentence."""
    from newsdesk.cli.facts import rows_of
    from storage.queries.facts import facts_of

    contested = [one for one in facts_of(connection, [story_id]).get(story_id, []) if one.contested]
    for one in contested:
        for verdict, value, who, sentence in rows_of(one):
            say(f"{verdict + ':' if verdict else '':<18}{value}  {who}")
            say(f"{'':<18}“{sentence}”")
    if contested:
        say()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _timeline(articles: Sequence[StoryArticle], local: Local, why: bool) -> None:
    originals = {one.id for one in articles if one.copy_of is None}
    for one in articles:
        if one.copy_of is not None and one.copy_of in originals:
            continue
        _line(one, "  ", local, why)
        for copied in articles:
            if copied.copy_of == one.id:
                _line(copied, "      copy: ", local, why)


def _line(one: StoryArticle, indent: str, local: Local, why: bool) -> None:
    from pipeline.provenance.publication_time import DOUBTS
    from pipeline.records import Grade

    below = " " * len(indent)
    edited = "  (edited)" if one.revised else ""
    say(f"{indent}{local(one.out_at)}  {one.outlet}: {one.title}{edited}  [a{one.id}]")
    say(f"{below}{one.url}")
    if one.copy_of is not None:
        return
    for credited in one.credits:
        means = f"  [a{credited.credited_id}]" if credited.credited_id else ""
        does = "prints a text of" if credited.grade is Grade.WIRE else "credits"
        say(f"{below}{does} {credited.outlet}: “{credited.phrase}”{means}")
    if one.adds:
        say(f"{below}adds {'; '.join(one.adds)}  ({one.novelty:.0%} new)")
    if why:
        if one.doubt is not None:
            say(f"{below}when: {DOUBTS[one.doubt]}")
        say(f"{below}because: {_in_short(one.why)}")


def _in_short(reasons: Sequence[str]) -> str:
    """Return reasons on one line, those of a kind ("word: a", "word: b") together."""
    kinds: dict[str, list[str]] = {}
    for reason in reasons:
        kind, colon, what = reason.partition(": ")
        kinds.setdefault(kind, []).extend([what] if colon else [])
    return "; ".join(f"{kind}: {', '.join(whats)}" if whats else kind for kind, whats in kinds.items())


def _show_article(connection: Connection, article_id: int, context: Context, why: bool) -> None:
    from storage.queries.articles import article_tags

    article = _article(connection, article_id)
    tags = article_tags(connection, article_id)
    say(article.title, bold=True)
    by = f" by {', '.join(article.authors)}" if article.authors else ""
    say(f"{article.outlet}{by}, {context.local(article.dated_at)}; story {article.story_id}")
    say(article.url)
    entities = [
        f"{tag.name or tag.entity_id} {tag.salience:.2f}{'*' if tag.main else ''}"
        for tag in tags.entities
        if not tag.implied
    ]
    if entities:
        say(f"names: {', '.join(entities)}")
    if tags.topics:
        say(f"topics: {', '.join(tag.topic_id.removeprefix('topic:') for tag in tags.topics)}")
    say(f"relevance: {article.relevance:.2f}")
    if why:
        for name, origin in sorted(article.provenance.items()):
            say(f"{name} from {origin}")
    for one in tags.quotes:
        if one.speaker:
            say(f"quote: \u201c{one.quote}\u201d \u2014 {one.speaker}")
    say()
    say_text(article.text)
