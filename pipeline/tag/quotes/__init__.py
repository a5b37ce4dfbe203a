"""Text -> who said what in it."""

from pipeline.tag.quotes.attribution import MOST_ATTRIBUTED, find_quotes
from pipeline.tag.quotes.marks import quotations

__all__ = ["MOST_ATTRIBUTED", "find_quotes", "quotations"]
