"""Text -> the people, firms, products and places that it names and the catalog does not know."""

from pipeline.tag.names.find import Named, find_names
from pipeline.tag.names.spans import Span

__all__ = ["Named", "Span", "find_names"]
