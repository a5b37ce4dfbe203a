"""Article + open stories -> where it belongs."""

from pipeline.stories.assign import StoryContext, assign
from pipeline.stories.changes import Merge, Move
from pipeline.stories.features import story_features
from pipeline.stories.index import StoryIndex
from pipeline.stories.open_story import Member
from pipeline.stories.recluster import recluster
from pipeline.stories.rules import DEFAULT_RULES, StoryRules

__all__ = [
    "DEFAULT_RULES",
    "Member",
    "Merge",
    "Move",
    "StoryContext",
    "StoryIndex",
    "StoryRules",
    "assign",
    "recluster",
    "story_features",
]
