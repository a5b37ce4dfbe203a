"""`newsdesk sources` on the command line, over a site on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newsdesk.__main__ import run
from newsdesk.admin.sources import Listing, is_of_comments
from newsdesk.configuration import sources_of
from newsdesk.settings.folders import shipped_folder
from newsdesk.settings.load import load
from newsdesk.settings.sources import read_sources
from pipeline.extract.template import learn
from pipeline.records import BlockCount, PageLayout
from storage.engine import open_engine
from storage.outlet_templates import write_templates

HOME = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>Hi</body></html>'
FEED = (
    '<rss version="2.0"><channel><title>The Outlet</title>'
    "<item><title>One</title><link>/ai/1</link><guid>1</guid><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate></item>"
    "<item><title>Two</title><link>/sport/2</link><pubDate>Thu, 01 Jan 2026 08:00:00 GMT</pubDate></item>"
    "</channel></rss>"
)
ANSWERS = {"/": ("text/html", HOME), "/feed.xml": ("application/rss+xml", FEED), "/bare": ("text/html", "<p>Hi</p>")}


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, body = ANSWERS.get(self.path, ("text/plain", ""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"1"')
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    (folder / "sources").mkdir(parents=True)
    (folder / "newsdesk.toml").write_text(
        f"[database]\nurl = {json.dumps(f'sqlite:///{tmp_path}/desk.db')}\n"
        '[crawl]\nallowed_networks = ["127.0.0.0/8"]\ndelay_s = 0.0\n'
    )
    (folder / "sources" / "press.toml").write_text(
        '[[source]]\nname = "other"\nurl = "https://other.example/feed"\ncategory = "lab"\n'
    )
    monkeypatch.setenv("NEWSDESK_NOW", "2026-03-02T09:00:00+00:00")
    return folder


def sources(config: Path, *words: str) -> int:
    return run(["--config", str(config), "sources", *words])


def test_list_shows_the_configured_sources(config, capsys):
    assert sources(config, "list", "--category", "lab") == 0
    assert "https://other.example/feed" in capsys.readouterr().out


def test_add_finds_the_feed_of_a_page_and_writes_it_down(config, site, capsys):
    assert sources(config, "add", site) == 0
    assert f"{site}/feed.xml  The Outlet: 2 articles, newest 2026-03-01" in capsys.readouterr().out
    (added,) = (one for one in read_sources(config / "sources") if one.name != "other")
    assert (added.name, added.url, added.title) == ("the-outlet", f"{site}/feed.xml", "The Outlet")


def test_a_dry_run_writes_nothing(config, site):
    assert sources(config, "add", site, "--dry-run") == 0
    assert len(read_sources(config / "sources")) == 1


def test_a_feed_that_the_page_does_not_name_is_found_in_the_usual_place(config, site, capsys):
    assert sources(config, "add", f"{site}/bare", "--dry-run") == 0
    assert f"{site}/feed.xml" in capsys.readouterr().out


def test_a_page_that_cannot_be_had_is_said_to(config, site, capsys):
    assert sources(config, "add", f"{site}/nothing", "--dry-run") == 5
    assert "HTTP 404" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "ftp://outlet.example/"), "expected an http or https address"),
        (("add", "https://outlet.example/", "--category", "tabloid"), "Invalid value for '--category'"),
        (("check", "nobody"), "nobody"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(config, words, says, capsys):
    assert sources(config, *words) == 2
    told = capsys.readouterr().err.strip()
    assert says in told
    assert "Traceback" not in told


def test_check_says_what_a_source_answers_and_what_will_be_left_aside(config, site, capsys):
    (config / "sources" / "mine.toml").write_text(
        f'[[source]]\nname = "mine"\nurl = "{site}/feed.xml"\ninclude = ["/ai/*"]\n'
    )
    assert sources(config, "check", "mine") == 0
    told = capsys.readouterr().out
    for line in (
        "validators: etag",
        "2 entries, 2 dated, newest 2026-03-01",
        "1 older than 30 days",
        "1 left out by include and exclude",
        "1 without a GUID",
    ):
        assert line in told


def test_check_of_a_source_that_is_not_there_ends_with_its_own_exit_code(config, site, capsys):
    (config / "sources" / "mine.toml").write_text(f'[[source]]\nname = "mine"\nurl = "{site}/nothing"\n')
    assert sources(config, "check", "mine") == 5
    assert "HTTP 404" in capsys.readouterr().out


def test_health_tells_how_sources_fare_after_a_crawl(config, site, capsys):
    (config / "sources" / "press.toml").write_text(f'[[source]]\nname = "mine"\nurl = "{site}/feed.xml"\n')
    run(["--config", str(config), "crawl", "--all"])
    capsys.readouterr()
    assert sources(config, "health") == 0
    assert "mine" in (told := capsys.readouterr().out)
    assert "2026-03-02" in told


def test_opml_goes_out_and_comes_in_once(config, tmp_path, capsys):
    assert sources(config, "export", "--opml") == 0
    file = tmp_path / "Other Reader.opml"
    file.write_text(capsys.readouterr().out.replace("other.example", "third.example"))
    assert sources(config, "import", str(file)) == 0
    assert sources(config, "import", str(file)) == 0
    assert "0 sources added" in capsys.readouterr().out
    assert {one.url for one in read_sources(config / "sources")} >= {"https://third.example/feed"}


def test_an_addition_that_would_spoil_a_file_leaves_it_as_it_was(config, site, capsys):
    before = (config / "sources" / "press.toml").read_text()
    assert sources(config, "add", site, "--file", "press.toml", "--name", "Not A Slug") == 2
    assert "left as it was" in capsys.readouterr().err
    assert (config / "sources" / "press.toml").read_text() == before


def test_check_tells_where_an_outlets_texts_stand(config, site, capsys):
    (config / "sources" / "mine.toml").write_text(f'[[source]]\nname = "mine"\nurl = "{site}/feed.xml"\n')
    assert sources(config, "check", "mine") == 0
    assert "template" not in capsys.readouterr().out
    layout = PageLayout("main>div.story", {"p": BlockCount(6, 0)}, agreed=True, at=datetime(2026, 3, 1, tzinfo=UTC))
    engine = open_engine(f"sqlite:///{next(config.parent.rglob('*.db'))}")
    with engine.begin() as connection:
        write_templates(connection, {}, {"mine": learn((), layout)})
    engine.dispose()
    assert sources(config, "check", "mine") == 0
    told = capsys.readouterr().out
    assert "template main>div.story: not trusted before 4, agreed on the last 1 of 1 pages" in told
    assert "2026-03-01" in told


@pytest.mark.parametrize(
    ("url", "title", "is_of_readers"),
    [
        ("https://a.example/comments/feed/", "Blog", True),
        ("https://a.example/f/7", "Kommentare zu: Labor", True),
        ("https://a.example/?feed=comments-rss2", None, True),
        ("https://a.example/feed/", "Labor", False),
        ("https://a.example/commerce/feed", "Trade", False),
    ],
)
def test_a_feed_of_what_readers_wrote_is_known(url, title, is_of_readers):
    assert is_of_comments(Listing(url, "feed", title, ())) is is_of_readers


MINE = '# what I read\n[[source]]\nname = "quay"   # my own\nurl = "https://quay.example/feed"\n\n# the other\n'


@pytest.fixture
def layered(config: Path) -> Path:
    """A configuration over the shipped catalog, with a file of its own that has comments."""
    text = (config / "newsdesk.toml").read_text()
    (config / "newsdesk.toml").write_text(f'[catalog]\nshipped = ["sources"]\n{text}')
    (config / "sources" / "quay.toml").write_text(MINE)
    return config


def is_enabled(config: Path, name: str) -> bool:
    (found,) = (one for one in read_sources(shipped_folder() / "sources", config / "sources") if one.name == name)
    return found.enabled


@pytest.mark.parametrize("name", ["quay", "techcrunch-ai"])
def test_a_source_is_switched_off_and_on_again_in_the_users_own_files(layered, name, capsys):
    shipped = {file: file.read_bytes() for file in (shipped_folder() / "sources").iterdir()}
    for word, state in (("disable", False), ("enable", True)):
        assert sources(layered, word, name) == 0
        assert is_enabled(layered, name) is state
        assert sources(layered, word, name) == 0
        assert "already" in capsys.readouterr().out
    assert "# what I read" in (layered / "sources" / "quay.toml").read_text()
    assert "# my own" in (layered / "sources" / "quay.toml").read_text()
    assert {file: file.read_bytes() for file in (shipped_folder() / "sources").iterdir()} == shipped


def test_a_source_of_ones_own_is_removed_and_the_rest_of_the_file_stays(layered, capsys):
    assert sources(layered, "remove", "quay") == 0
    assert "quay" not in capsys.readouterr().err
    assert (layered / "sources" / "quay.toml").read_text().strip().startswith("# what I read")
    assert "quay.example" not in (layered / "sources" / "quay.toml").read_text()
    assert sources(layered, "disable", "quay") == 2
    assert "no source named quay" in capsys.readouterr().err


def test_what_comes_with_newsdesk_cannot_be_removed_but_only_switched_off(layered, capsys):
    assert sources(layered, "remove", "techcrunch-ai") == 2
    assert "`newsdesk sources disable techcrunch-ai` switches it off" in capsys.readouterr().err
    assert sources(layered, "disable", "techcrunch-ai") == 0
    assert sources(layered, "remove", "techcrunch-ai") == 0
    assert "has techcrunch-ai still" in capsys.readouterr().out


def test_words_are_muted_everywhere_or_in_one_source(config):
    text = (config / "newsdesk.toml").read_text().replace("delay_s = 0.0", 'delay_s = 0.0\nmute = ["horoscope"]')
    (config / "newsdesk.toml").write_text(text)
    with (config / "sources" / "press.toml").open("a") as file:
        file.write('mute = ["sport"]\n')
    assert sources_of(load(config, {}))["other"].mute == ("horoscope", "sport")
