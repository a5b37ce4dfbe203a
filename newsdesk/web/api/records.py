"""What the API answers with: the records of `storage.queries` themselves, and the few that hold them together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from storage.queries.article_page import ArticleSurroundings
from storage.queries.articles import ArticleDetails, ArticleTags, ArticleVersion
from storage.queries.coverage import ArticleLine, DayCount, EntityLine, Said
from storage.queries.digests import DigestLine
from storage.queries.front import ChangedArticle
from storage.queries.health import SourceHealth
from storage.queries.hits import Hit
from storage.queries.names import WaitingName
from storage.queries.outlets import OutletLine, OutletRecord
from storage.queries.stories import StoryArticle, StoryDetails, StoryLine
from storage.queries.story_page import StorySurroundings

Cursor = Field(description="Give it as `cursor` for the next page; null on the last one.")


class Problem(BaseModel):
    """Why a request is refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class StoryPage(BaseModel):
    items: list[StoryLine]
    next: str | None = Cursor


class ArticlePage(BaseModel):
    items: list[ArticleLine]
    next: str | None = Cursor


class HitPage(BaseModel):
    items: list[Hit]
    next: str | None = Cursor


class EntityList(BaseModel):
    since: datetime
    until: datetime
    items: list[EntityLine]


class TopicCount(BaseModel):
    id: str
    name: str
    articles: int


class TopicList(BaseModel):
    since: datetime
    until: datetime
    items: list[TopicCount]


class OutletList(BaseModel):
    since: datetime
    until: datetime
    items: list[OutletLine]


class DigestList(BaseModel):
    items: list[DigestLine]
    next: date | None = Field(description="Give it as `before` for older ones; null when there are none.")


class SourceList(BaseModel):
    items: list[SourceHealth]


class NameList(BaseModel):
    items: list[WaitingName]


class StoryAnswer(BaseModel):
    """A story with its articles, in the order in which they were out."""

    story: StoryDetails
    articles: list[StoryArticle]
    around: StorySurroundings


class ArticleAnswer(BaseModel):
    """An article with its tags, places in its text (`text[start:end]`), addresses, copies and versions."""

    article: ArticleDetails
    tags: ArticleTags
    around: ArticleSurroundings
    versions: list[ArticleVersion]


class EntityAnswer(BaseModel):
    """An entity's coverage over the last 30 days of the collection."""

    entity: EntityLine
    share: float = Field(description="of all articles of these days, 0 to 1")
    days: list[DayCount]
    stories: list[StoryLine]
    named_with: list[EntityLine]
    said: list[Said]
    children: list[EntityLine]


class OutletAnswer(BaseModel):
    """How an outlet reported over the last 30 days of the collection."""

    record: OutletRecord
    days: list[DayCount]
    stories: list[StoryLine]
    changed: list[ChangedArticle]


class TopicAnswer(BaseModel):
    """A topic's newest coverage."""

    topic_id: str
    days: list[DayCount]
    stories: list[StoryLine]
    named_with: list[EntityLine]


class FrontAnswer(BaseModel):
    """The stories of a stretch of time, ranked and told as the digest ranks and tells them (docs/digest.md)."""

    start: datetime
    end: datetime
    stories: list[dict[str, Any]]


DigestContent = Mapping[str, Any]
