"""Each kind of source has a spider of its name, which Scrapy finds by itself."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.misc import load_object

from crawler import settings as ours
from crawler.spiders.base import SourceSpider
from pipeline.records import SourceKind


@pytest.fixture(scope="module")
def loader():
    settings = Settings()
    settings.setmodule(ours, priority="project")
    return SpiderLoader.from_settings(settings)


@pytest.mark.parametrize("kind", SourceKind)
def test_a_kind_of_source_is_polled_by_the_spider_of_its_name(loader, kind):
    spider = loader.load(kind.value)
    assert issubclass(spider, SourceSpider)
    assert spider.kind is kind


def test_there_is_no_spider_without_a_kind(loader):
    assert set(loader.list()) == {kind.value for kind in SourceKind}


def test_what_builds_the_context_for_plain_scrapy_is_there():
    assert callable(load_object(ours.NEWSDESK_CONTEXT))
