"""Scrapy's settings for a crawl over a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.settings import Settings

from crawler import settings as ours

if TYPE_CHECKING:
    from crawler.desk import Desk


def scrapy_settings(desk: Desk) -> Settings:
    found = Settings()
    found.setmodule(ours, priority="project")
    found.set("USER_AGENT", desk.user_agent)
    found.set("REDIRECT_MAX_TIMES", desk.limits.redirects)
    found.set("DOWNLOAD_MAXSIZE", desk.limits.page_bytes)
    return found
