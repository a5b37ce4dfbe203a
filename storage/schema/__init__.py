"""The tables, all on one metadata; importing this package declares every one of them."""

from storage.schema import alerts, articles, collect, corrections, facts, people, stories, tags, views
from storage.schema.base import metadata

__all__ = ["alerts", "articles", "collect", "corrections", "facts", "metadata", "people", "stories", "tags", "views"]
