"""Page -> Article, or the reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.learned import NOTHING_LEARNED, OutletMemory, counted

if TYPE_CHECKING:
    from pipeline.extract.stage import extract

__all__ = ["NOTHING_LEARNED", "OutletMemory", "counted", "extract"]


def __getattr__(name: str) -> object:
    # Who only names a page's learned lines loads none of the libraries that read pages.
    if name != "extract":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline.extract.stage import extract

    return extract
