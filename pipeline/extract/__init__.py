"""Page -> Article, or the reason why not."""

from pipeline.extract.learned import NOTHING_LEARNED, SiteLines, counted
from pipeline.extract.stage import extract

__all__ = ["NOTHING_LEARNED", "SiteLines", "counted", "extract"]
