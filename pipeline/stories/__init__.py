"""Article + open stories -> where it belongs."""

from pipeline.stories.changes import Merge, Move
from pipeline.stories.open import Member, OpenStories
from pipeline.stories.place import StoryIndex, place
from pipeline.stories.regroup import regroup
from pipeline.stories.rules import DEFAULT_RULES, StoryRules
from pipeline.stories.terms import terms

__all__ = [
    "DEFAULT_RULES",
    "Member",
    "Merge",
    "Move",
    "OpenStories",
    "StoryIndex",
    "StoryRules",
    "place",
    "regroup",
    "terms",
]
