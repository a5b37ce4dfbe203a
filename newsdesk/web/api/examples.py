"""One example for each answer of the API, built from the records themselves so that it cannot drift from them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic_core import to_jsonable_python

from pipeline.records import Grade
from pipeline.stories.lifecycle import Lifecycle, State
from storage.queries.article_page import ArticleSurroundings, KnownAddress, MarkedMention, MarkedQuote
from storage.queries.articles import ArticleDetails, ArticleTags, EntityOfArticle, QuoteOfArticle, TopicOfArticle
from storage.queries.coverage import ArticleLine, DayCount, EntityLine, Said
from storage.queries.credits import CreditRow
from storage.queries.digests import DigestLine
from storage.queries.front import ChangedArticle
from storage.queries.health import SourceHealth
from storage.queries.hits import Hit
from storage.queries.names import WaitingName
from storage.queries.outlets import OutletLine, OutletRecord
from storage.queries.stories import StoryArticle, StoryDetails, StoryLine
from storage.queries.story_page import PlacedQuote, StoryEntity, StorySurroundings

_AT = datetime(2026, 10, 15, 5, 52, tzinfo=UTC)
_LATER = _AT + timedelta(hours=4)
_LIFE = Lifecycle(State.GROWING, _AT, _LATER + timedelta(days=2))
_URL = "https://news.example/2026/10/15/lantern"
_TITLE = "Meta opens the weights of Llama Lantern"
_TEXT = "Meta opened the weights of Llama Lantern on Thursday."
_LINE = StoryLine(27, _TITLE, 3, 4, 5, "Circuit Courier", _AT, _LATER, _LIFE, ("Meta", "Llama"))
_ARTICLE = ArticleLine(44, 27, _TITLE, _URL, "Circuit Courier", ("Ines Falkenrath",), _AT, None, _TEXT)
_META = EntityLine("org:meta", "Meta", "organisation", 9)
_LLAMA = EntityLine("model:llama", "Llama", "model", 5, "org:meta")
_DAYS = [DayCount(date(2026, 10, 15), 9, 8, 61)]
_CHANGED = ChangedArticle(45, 27, 2, "Meta releases Lantern", "Harbour Wire", _LATER, "silent", None)
_STORY = StoryDetails(
    27, _TITLE, 5, 3, 4, 0.67, 44, "Circuit Courier", _AT, ("the earliest of 5 accounts",), None, _LATER, 0.99, _LIFE
)
_MEMBER = StoryArticle(
    45, "Meta releases Lantern", "https://wire.example/lantern", "Harbour Wire", _LATER, None, None, None, 0.62,
    ("shared names: Llama Lantern, Meta",), True, _LATER, None, 0.52, ("1.2 per cent",),
    (CreditRow("Circuit Courier", Grade.FIRST, "first reported by Circuit Courier", 44),),
)  # fmt: skip
_AROUND_STORY = StorySurroundings(
    None,
    (),
    (StoryEntity("org:meta", "Meta", 5, True),),
    ("topic:model-release",),
    (PlacedQuote(44, "Circuit Courier", 70, "It reads the whole cabinet.", "Meta spokesperson", "org:meta"),),
)
_DETAILS = ArticleDetails(
    44, 27, _URL, _TITLE, "Circuit Courier", "circuit-courier", ("Ines Falkenrath",), _AT, "en", 0.99, 9, _TEXT,
    {"title": "json-ld", "text": "trafilatura"},
)  # fmt: skip
_TAGS = ArticleTags(
    (EntityOfArticle("org:meta", "Meta", 0.8, True, 1, False),),
    (TopicOfArticle("topic:model-release", 0.9),),
    (QuoteOfArticle("It reads the whole cabinet.", "Meta spokesperson"),),
)
_AROUND_ARTICLE = ArticleSurroundings(
    _TITLE, ("the story's first article",), 1.0, None, "Models", _AT, "second", _AT, _AT, None, False, False, (), None,
    (), (KnownAddress(_URL, _AT),), (MarkedMention(0, 4, "org:meta", "Meta"),),
    (MarkedQuote(70, 97, "Meta spokesperson", "org:meta"),),
)  # fmt: skip
_HEALTH = SourceHealth(
    "circuit-courier", "feed", "ok", "https://news.example/feed", _AT, _AT, _AT, _LATER, 0.0, None, None, 6.5, 300, 214
)
_STRETCH = {"since": _AT - timedelta(days=30), "until": _AT}
_NEXT = "MjAyNi0xMC0xNVQwNTo1MjowMCswMDowMCAyNw"

EXAMPLES: dict[str, Any] = {
    name: to_jsonable_python(value, timedelta_mode="float")
    for name, value in {
        "FrontAnswer": {"start": _AT, "end": _LATER, "stories": [{"id": 27, "headline": _TITLE, "all_outlets": 3}]},
        "StoryPage": {"items": [_LINE], "next": _NEXT},
        "ArticlePage": {"items": [_ARTICLE], "next": None},
        "HitPage": {"items": [Hit(44, 27, _TITLE, _URL, "Circuit Courier", _AT, _TEXT, 0.99)], "next": None},
        "EntityList": {**_STRETCH, "items": [_META]},
        "TopicList": {
            **_STRETCH,
            "items": [{"id": "topic:model-release", "name": "model release", "articles": 12}],
        },
        "OutletList": {**_STRETCH, "items": [OutletLine("Circuit Courier", 14, 14, 3)]},
        "DigestList": {"items": [DigestLine(date(2026, 10, 14), "daily", _AT, 12, (_TITLE,))], "next": None},
        "SourceList": {"items": [_HEALTH]},
        "NameList": {
            "items": [
                WaitingName(
                    "Llama Lantern", "model", "model:llama", "provisional", 5, ("Circuit Courier", "Harbour Wire"), _AT
                )
            ]
        },
        "StoryAnswer": {"story": _STORY, "articles": [_MEMBER], "around": _AROUND_STORY},
        "ArticleAnswer": {"article": _DETAILS, "tags": _TAGS, "around": _AROUND_ARTICLE, "versions": []},
        "EntityAnswer": {
            "entity": _META,
            "share": 0.13,
            "days": _DAYS,
            "stories": [_LINE],
            "named_with": [EntityLine("org:openai", "OpenAI", "organisation", 2)],
            "said": [Said(44, "Circuit Courier", _AT, 70, "It reads the whole cabinet.", "Meta spokesperson")],
            "children": [_LLAMA],
        },
        "OutletAnswer": {
            "record": OutletRecord("Harbour Wire", 12, 12, 6, 2, timedelta(minutes=39), 1, 1, ("harbour-wire",)),
            "days": _DAYS,
            "stories": [_LINE],
            "changed": [_CHANGED],
        },
        "TopicAnswer": {
            "topic_id": "topic:model-release",
            "days": _DAYS,
            "stories": [_LINE],
            "named_with": [_META],
        },
    }.items()
}
