"""Stops a download as soon as its headers, or its size so far, say that the rest is of no use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import StopDownload

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")


class EarlyStop:
    """Scrapy extension: pages of another type are not downloaded, robots.txt only as far as it is read."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> EarlyStop:
        extension = cls()
        crawler.signals.connect(extension.headers_received, signals.headers_received)
        crawler.signals.connect(extension.bytes_received, signals.bytes_received)
        return extension

    def headers_received(self, headers: Headers, request: Request) -> None:
        kind = (headers.get("Content-Type") or b"text/html").decode("latin-1").partition(";")[0].strip().lower()
        if request.meta.get("page") and kind and kind not in _PAGE_TYPES:
            request.meta["stopped_type"] = kind
            raise StopDownload(fail=False)

    def bytes_received(self, data: bytes, request: Request) -> None:
        keep = request.meta.get("keep_bytes")
        if keep is not None:
            request.meta["kept_bytes"] = request.meta.get("kept_bytes", 0) + len(data)
            if request.meta["kept_bytes"] >= keep:
                raise StopDownload(fail=False)
