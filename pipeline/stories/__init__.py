"""Article + open stories -> where it belongs."""

from pipeline.stories.open import Member, OpenStories
from pipeline.stories.place import DEFAULT_RULES, Merge, StoryIndex, StoryRules, place, review
from pipeline.stories.terms import terms

__all__ = ["DEFAULT_RULES", "Member", "Merge", "OpenStories", "StoryIndex", "StoryRules", "place", "review", "terms"]
