"""The query language: what a person types, as a small frozen tree. Pure: no database, no clock.

`parse` makes the tree, `matches` asks it of one article in memory, `snippet` shows where. `storage.search` compiles
the same tree for each database.
"""

from pipeline.query.errors import QueryError
from pipeline.query.match import ArticleRecord, matches
from pipeline.query.meanings import Meanings, PlainMeanings
from pipeline.query.nodes import AllOf, AnyOf, Compare, Dated, Entity, Field, InStory, Is, Named, Not, Phrase, Query
from pipeline.query.parse import parse
from pipeline.query.snippets import Snippet, snippet
from pipeline.query.walk import ALL, all_of, phrases

__all__ = [
    "ALL",
    "AllOf",
    "AnyOf",
    "ArticleRecord",
    "Compare",
    "Dated",
    "Entity",
    "Field",
    "InStory",
    "Is",
    "Meanings",
    "Named",
    "Not",
    "Phrase",
    "PlainMeanings",
    "Query",
    "QueryError",
    "Snippet",
    "all_of",
    "matches",
    "parse",
    "phrases",
    "snippet",
]
