"""A list that speaks of somebody else's site: nothing it says becomes that site's, whoever is polled first."""

from __future__ import annotations

import json
from datetime import timedelta
from xml.sax.saxutils import escape

import pytest
from sqlalchemy import select

from pipeline.dedupe import fingerprint
from pipeline.extract import extract
from pipeline.provenance.authority import Authority
from pipeline.records import Article, Prepared, Source, SourceKind, Tags
from pipeline.sites import NO_SHARED_HOSTS
from pipeline.stories.features import story_features
from storage.article_store import ArticleStore
from storage.schema.articles import article, article_text, article_url
from tests.filing import file_one

FORGED = "Harbour bank fails and its governor flees"
REAL = "Harbour bank opens a reading room"
BODY = "".join(
    f"<p>The bank showed its reading room on floor {floor} to {floor * 7} visitors, who stayed until noon.</p>"
    for floor in range(3, 12)
)


class Attack:
    """A victim with one article, one page that robots.txt forbids, and an attacker that lists both and a third."""

    def __init__(self, web, form="rss", **facts):
        self.web, self.began = web, web.now
        self.site, self.evil = web.site(), web.site()
        self.real = self.site.says("/2026/reading-room", page(REAL, BODY))
        self.invented = self.site.url("/2026/governor-flees")
        self.forbidden = self.site.says("/members/ledger", page("Members only", BODY))
        self.site.says("/robots.txt", web.reply("User-agent: *\nDisallow: /members\n", kind="text/plain"))
        own = web.item(self.real, REAL, "v1", more="<author>Ines Falk</author>")
        self.victim = Source("victim", self.site.says("/feed", web.rss(own)), title="The Victim")
        kind, list_ = LISTS[form]
        addresses = (self.real, self.invented, self.forbidden)
        self.attacker = Source("attacker", self.evil.says("/list", list_(web, addresses)), kind, title="Evil", **facts)

    def rounds(self, *orders):
        for configured in orders:
            self.web.round(*configured)
            process(self.web, *configured)
            self.web.advance(hours=4)

    def articles(self):
        with self.web.engine.connect() as connection:
            return connection.execute(
                select(article, article_text.c.text)
                .join(article_text, article_text.c.article_id == article.c.id)
                .order_by(article.c.id)
            ).all()

    def pointers(self):
        return {
            row.url: row.reason for row in self.web.rows("item") if row.source == "attacker" and row.state == "pointer"
        }


def page(title, body):
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


def process(web, *configured):
    """File the pages at rest, as a round does."""
    authority = Authority.of(configured, NO_SHARED_HOSTS)
    store = ArticleStore(web.engine, {one.name: one for one in configured}, authority=authority)
    for work in store.claim(web.now, 100):
        found = extract(work.page)
        if isinstance(found, Article):
            file_one(store, work, Prepared(found, Tags(), fingerprint(found), story_features(found, Tags())), web.now)
        else:
            store.reject(work, found, web.now)


def rss(web, addresses):
    words = f"<description>{FORGED}.</description><content:encoded>{escape(BODY + FORGED)}</content:encoded>"
    more = words + "<author>Mal Forger</author>"
    items = [web.item(url, FORGED, f"e{n}", web.now - timedelta(days=1), more) for n, url in enumerate(addresses)]
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return web.rss(*items).replace('version="2.0"', f'version="2.0" {space}')


def json_feed(web, addresses):
    items = [
        {"id": url, "url": url, "title": FORGED, "content_html": BODY + FORGED, "authors": [{"name": "Mal Forger"}]}
        for url in addresses
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Victim", "items": items}
    return web.reply(json.dumps(feed), kind="application/feed+json")


def sitemap(web, addresses):
    news = f"<news:title>{FORGED}</news:title><news:publication_date>2026-03-01T09:00:00Z</news:publication_date>"
    urls = "".join(f"<url><loc>{url}</loc><news:news>{news}</news:news></url>" for url in addresses)
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return web.reply(f"<urlset {spaces}>{urls}</urlset>", kind="application/xml")


LISTS = {
    "rss": (SourceKind.FEED, rss),
    "json": (SourceKind.FEED, json_feed),
    "sitemap": (SourceKind.SITEMAP, sitemap),
}


def attacker_first(attack):
    return (attack.attacker,), (attack.attacker, attack.victim)


def victim_first(attack):
    return (attack.victim,), (attack.victim, attack.attacker)


def same_round(attack):
    return ((attack.attacker, attack.victim),)


@pytest.mark.parametrize(
    ("order", "form", "facts"),
    [
        (attacker_first, "rss", {}),
        (victim_first, "rss", {}),
        (same_round, "rss", {}),
        (attacker_first, "rss", {"full_text": True}),
        (same_round, "rss", {"full_text": True}),
        (attacker_first, "json", {}),
        (attacker_first, "sitemap", {}),
    ],
)
def test_nothing_forged_is_filed_and_the_real_article_is_its_own_source_s(web, order, form, facts):
    attack = Attack(web, form, **facts)
    begin = order(attack)
    attack.rounds(*begin, begin[-1], begin[-1])
    (real,) = attack.articles()
    assert (real.url, real.outlet, real.source, real.title) == (attack.real, "The Victim", "victim", REAL)
    assert "fails" not in f"{real.title} {real.summary} {real.text}"
    assert real.authors == ["Ines Falk"]
    assert real.published_at == attack.began
    assert attack.pointers() == {attack.invented: "http_404", attack.forbidden: "robots"}
    assert "/members/ledger" not in attack.site.paths()


def test_an_article_known_by_a_pointer_only_is_still_its_address_s(web):
    attack = Attack(web)
    attack.rounds((attack.attacker,), (attack.attacker,))
    (real,) = attack.articles()
    host = attack.site.url("").partition("://")[2]
    assert (real.outlet, real.title, real.authors, real.published_at) == (host, REAL, [], None)


def test_a_site_that_cannot_be_had_leaves_pointers_and_no_words(web):
    attack = Attack(web)
    for path in ("/2026/reading-room", "/members/ledger"):
        attack.site.says(path, web.reply("", "500 Broken"))
    attack.rounds(*[(attack.attacker,)] * 18)  # the tries lie over two days
    assert attack.articles() == []
    assert attack.pointers() == {attack.real: "http_500", attack.invented: "http_404", attack.forbidden: "robots"}
    attack.site.says("/2026/reading-room", page(REAL, BODY))
    attack.rounds((attack.attacker, attack.victim))
    (real,) = attack.articles()
    assert (real.source, real.title) == ("victim", REAL)


def test_an_address_that_comes_to_redirect_to_somebody_else_s_article_takes_nothing_of_it(web):
    attack = Attack(web)
    mine = attack.evil.says("/mine", page(FORGED, BODY.replace("bank", "boat")))
    item = web.item(mine, FORGED, "m")
    attack.evil.says("/list", web.rss(item))
    attack.rounds((attack.attacker,))
    attack.evil.says("/mine", web.reply("", "302 Found", Location=attack.real))
    attack.rounds((attack.attacker,), (attack.attacker, attack.victim))
    forged, real = attack.articles()
    assert (forged.url, forged.outlet) == (mine, "Evil")
    assert (real.url, real.outlet, real.source, real.title) == (attack.real, "The Victim", "victim", REAL)
    with web.engine.connect() as connection:
        owners = {row.url: row.article_id for row in connection.execute(select(article_url))}
    assert [owner for key, owner in owners.items() if key.endswith("/reading-room")] == [real.id]


def test_a_source_may_speak_for_a_site_that_its_configuration_names(web):
    attack = Attack(web, speaks_for=())
    host = attack.site.url("").partition("://")[2]
    friend = Source("friend", attack.attacker.url, title="A friend", speaks_for=(host,))
    attack.rounds(*[(friend,)] * 2)
    assert {row.url: row.outlet for row in attack.articles()} == dict.fromkeys(
        (attack.real, attack.invented, attack.forbidden), "A friend"
    )
