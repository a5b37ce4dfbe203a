"""Scrapy spiders: one for each kind of source."""
