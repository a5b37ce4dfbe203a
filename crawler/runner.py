"""Scrapy's settings for one round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.settings import Settings

from crawler import settings as ours

if TYPE_CHECKING:
    from crawler.context import CrawlContext


def scrapy_settings(context: CrawlContext) -> Settings:
    """Return `crawler.settings` with what *context* sets."""
    found = Settings()
    found.setmodule(ours, priority="project")
    found.set("USER_AGENT", context.user_agent)
    found.set("REDIRECT_MAX_TIMES", context.limits.redirects)
    found.set("DOWNLOAD_MAXSIZE", context.limits.page_bytes)
    return found
