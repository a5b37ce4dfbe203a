"""Stops a download as soon as its headers, or its size so far, say that the rest is of no use."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import StopDownload

from crawler.fetch_task import PageTask, RobotsTask, task_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")


class EarlyStop:
    """Scrapy extension: pages of another type are not downloaded, robots.txt only as far as it is read."""

    def __init__(self) -> None:
        self._received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()  # bytes so far

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> EarlyStop:
        extension = cls()
        crawler.signals.connect(extension.headers_received, signals.headers_received)
        crawler.signals.connect(extension.bytes_received, signals.bytes_received)
        return extension

    def headers_received(self, headers: Headers, request: Request) -> None:
        kind = (headers.get("Content-Type") or b"text/html").decode("latin-1").partition(";")[0].strip().lower()
        if isinstance(task_of(request), PageTask) and kind and kind not in _PAGE_TYPES:
            raise StopDownload(fail=False)

    def bytes_received(self, data: bytes, request: Request) -> None:
        task = task_of(request)
        if isinstance(task, RobotsTask):
            self._received[request] = self._received.get(request, 0) + len(data)
            if self._received[request] >= task.stop_after_bytes:
                raise StopDownload(fail=False)
