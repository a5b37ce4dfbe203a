"""What a migration leaves open because plain SQL cannot work it out: what old articles tell, and their stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Engine, exists, select, update

from pipeline.facts.novelty import facts
from pipeline.records import Article, EntityTag, Facts, Mention, NewName, Part, Quote, Tags
from storage.report_facts import retell
from storage.schema.articles import article, article_text
from storage.schema.stories import account, story, story_member, story_told
from storage.schema.tags import article_entity, mention, new_name, new_name_sighting, quote
from storage.story_aggregates import summarise
from storage.transactions import reading, transact

_BATCH = 50  # stories of a transaction


def finish_stories(engine: Engine) -> int:
    """Work out what no migration could of the stories that came from before accounts were kept; return how many.

    Safe to repeat and to interrupt: a story that is finished knows what it has told, and is not looked at again.
    When a story changed stays as it is: nothing new has come.
    """
    done = 0
    while True:
        with reading(engine) as connection:
            rows = connection.execute(
                select(story.c.id, story.c.changed_at)
                .where(
                    ~exists().where(story_told.c.story_id == story.c.id),
                    exists().where(story_member.c.story_id == story.c.id),
                    story.c.merged_into.is_(None),
                )
                .order_by(story.c.id)
                .limit(_BATCH)
            ).all()
        if not rows:
            return done

        def finish(connection: Connection, stories: Sequence[Any] = rows) -> None:
            for row in stories:
                _file_facts(connection, row.id)
                retell(connection, [row.id])
                summarise(connection, [row.id], row.changed_at)

        transact(engine, finish)
        done += len(rows)


def _file_facts(connection: Connection, story_id: int) -> None:
    """Find out what each article of a story tells where that is not known yet."""
    rows = connection.execute(
        select(article.c.id, article.c.title, article_text.c.text, account.c.facts)
        .join(article_text, article_text.c.article_id == article.c.id)
        .join(account, account.c.article_id == article.c.id)
        .join(story_member, story_member.c.article_id == article.c.id)
        .where(story_member.c.story_id == story_id)
    ).all()
    for row in rows:
        if not any(row.facts.values()):
            told = _facts(connection, row.id, row.title, row.text)
            connection.execute(update(account).where(account.c.article_id == row.id).values(facts=asdict(told)))


def _facts(connection: Connection, article_id: int, title: str, body: str) -> Facts:
    mentions = connection.execute(select(mention).where(mention.c.article_id == article_id))
    entities = connection.execute(select(article_entity).where(article_entity.c.article_id == article_id))
    quotes = connection.execute(select(quote).where(quote.c.article_id == article_id).order_by(quote.c.start))
    names = connection.scalars(
        select(new_name.c.surface)
        .join(new_name_sighting, new_name_sighting.c.key == new_name.c.key)
        .where(new_name_sighting.c.article_id == article_id)
    )
    tags = Tags(
        mentions=tuple(Mention(one.entity_id, Part(one.part), one.start, one.end, one.surface) for one in mentions),
        entities=tuple(EntityTag(one.entity_id, one.salience, one.main, one.mentions, one.implied) for one in entities),
        quotes=tuple(Quote(one.start, one.end, one.quote) for one in quotes),
        new_names=tuple(NewName(surface, Part.TEXT, 0) for surface in names),
    )
    return facts(Article("", title, body, "", ""), tags)
