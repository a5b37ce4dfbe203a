"""Article + open stories -> where it belongs."""

from pipeline.stories.open import Member, OpenStories
from pipeline.stories.place import Merge, StoryIndex, StoryRules, place, review
from pipeline.stories.terms import terms

__all__ = ["Member", "Merge", "OpenStories", "StoryIndex", "StoryRules", "place", "review", "terms"]
