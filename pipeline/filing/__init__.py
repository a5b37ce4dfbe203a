"""What filing decides: `decide` says where a batch of prepared pages belongs, `aggregate` what a story then says."""

from pipeline.filing.aggregates import StoryAggregates, StoryMember, aggregate
from pipeline.filing.decide import FilingContext, decide
from pipeline.filing.plan import FilingPlan, NewArticle, Revision, StoredArticle, Submission

__all__ = [
    "FilingContext",
    "FilingPlan",
    "NewArticle",
    "Revision",
    "StoredArticle",
    "StoryAggregates",
    "StoryMember",
    "Submission",
    "aggregate",
    "decide",
]
