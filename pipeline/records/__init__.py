"""The vocabulary: what each stage receives and what it makes.

Every record is frozen. A time is aware and in UTC. What is absent is ``None``, never ``""``.
"""

from pipeline.records.articles import (
    Article,
    Attribution,
    BlockCount,
    Filed,
    Fingerprint,
    Link,
    PageLayout,
    Precision,
    Prepared,
    Reason,
    Rejected,
)
from pipeline.records.crawling import FeedEntry, Page
from pipeline.records.facts import Credit, Facts, Grade
from pipeline.records.sources import Expected, Source, SourceKind
from pipeline.records.stories import CopyKind, CopyOf, Placement, StoryFeatures
from pipeline.records.tags import EntityTag, Mention, NewName, Part, Quote, Tags, TopicTag

__all__ = [
    "Article",
    "Attribution",
    "BlockCount",
    "CopyKind",
    "CopyOf",
    "Credit",
    "EntityTag",
    "Expected",
    "Facts",
    "FeedEntry",
    "Filed",
    "Fingerprint",
    "Grade",
    "Link",
    "Mention",
    "NewName",
    "Page",
    "PageLayout",
    "Part",
    "Placement",
    "Precision",
    "Prepared",
    "Quote",
    "Reason",
    "Rejected",
    "Source",
    "SourceKind",
    "StoryFeatures",
    "Tags",
    "TopicTag",
]
