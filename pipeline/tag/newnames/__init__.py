"""Article -> names in it that the catalog should know."""

from pipeline.tag.newnames.ranking import MOST, new_names

__all__ = ["MOST", "new_names"]
