"""A user's own configuration lies over the catalog that comes with newsdesk, which nothing ever changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from newsdesk.__main__ import run
from newsdesk.admin.query_terms import query_reader
from newsdesk.clock import utc_now
from newsdesk.settings.everything import problems_of
from newsdesk.settings.folders import config_folder, shipped_folder
from newsdesk.settings.load import load
from newsdesk.settings.overlay import create_overlay
from newsdesk.settings.sources import read_sources
from pipeline.errors import ConfigError
from pipeline.records import Source

SHIPPED = shipped_folder()


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    create_overlay(folder)
    return folder


def sources_of(folder: Path, text: str = "") -> dict[str, Source]:
    if text:
        (folder / "sources" / "mine.toml").write_text(text, encoding="utf-8")
    return {source.name: source for source in read_sources(*load(folder, {}).source_folders)}


def fingerprint(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        found.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    return found.hexdigest()


def test_a_new_overlay_is_right_and_has_all_that_comes_with_newsdesk(overlay: Path):
    assert problems_of(overlay, query_reader(utc_now)) == []
    assert sources_of(overlay).keys() == {source.name for source in read_sources(SHIPPED / "sources")}


def test_a_table_without_url_changes_only_the_keys_it_states(overlay: Path):
    before = sources_of(overlay)["techcrunch"]
    after = sources_of(overlay, '[[source]]\nname = "techcrunch"\nweight = 0.25\n')["techcrunch"]
    assert (after.weight, after.url, after.kind) == (0.25, before.url, before.kind)


def test_a_table_with_url_replaces_the_shipped_one(overlay: Path):
    text = '[[source]]\nname = "techcrunch"\nurl = "https://mine.example/feed"\n'
    after = sources_of(overlay, text)["techcrunch"]
    assert (after.url, after.kind.value, after.homepage) == ("https://mine.example/feed", "feed", None)


def test_a_shipped_source_is_switched_off_by_its_name(overlay: Path):
    assert not sources_of(overlay, '[[source]]\nname = "techcrunch"\nenabled = false\n')["techcrunch"].enabled


def test_a_shipped_source_gives_way_to_one_of_the_users_with_the_same_address(overlay: Path):
    url = sources_of(overlay)["techcrunch"].url
    found = sources_of(overlay, f'[[source]]\nname = "mine"\nurl = "{url}"\nkind = "sitemap"\n')
    assert "mine" in found
    assert "techcrunch" not in found


def test_mistakes_of_the_overlay_are_told_together_with_file_and_key(overlay: Path):
    mine = overlay / "sources" / "mine.toml"
    mine.write_text('[[source]]\nname = "techcrunch"\nwait = 3\n[[source]]\nname = "new"\nenabled = true\n')
    (overlay / "entities" / "mine.toml").write_text('[[entity]]\nid = "org:openai"\ncolour = "red"\n')
    told = [str(problem) for problem in problems_of(overlay, query_reader(utc_now))]
    assert f"{mine}: source[techcrunch].wait: unknown key; see `newsdesk config show` for those there are" in told
    assert f"{mine}: source[new].url: required, but not given" in told
    assert any("mine.toml: entity[org:openai].colour: unknown key" in line for line in told)
    assert len(told) == 3


def test_entities_topics_and_outlets_of_the_overlay_go_before_the_shipped_ones(overlay: Path):
    from newsdesk.settings.entities import read_catalog, read_topics
    from newsdesk.settings.outlets import read_sites

    (overlay / "entities" / "mine.toml").write_text('[[entity]]\nid = "org:openai"\nkind = "my kind"\n')
    topic = read_topics(SHIPPED / "topics.toml")[0]
    (overlay / "topics.toml").write_text(f'[[topic]]\nid = "{topic.id}"\nyes = ["{topic.yes[0]}"]\n')
    (overlay / "outlets.toml").write_text('[names]\n"press.example" = "The Press"\n')
    loaded = load(overlay, {})
    openai = read_catalog(*loaded.entity_folders).entities["org:openai"]
    assert (openai.kind, openai.name) == ("my kind", "OpenAI")
    assert len(read_topics(*loaded.topic_files)) == len(read_topics(SHIPPED / "topics.toml"))
    sites = read_sites(*loaded.outlet_files)
    assert sites.names["press.example"] == "The Press"
    assert sites.shared == read_sites(SHIPPED / "outlets.toml").shared


def test_a_second_init_changes_nothing(overlay: Path):
    before = fingerprint(overlay)
    with pytest.raises(ConfigError, match="there already"):
        create_overlay(overlay)
    assert fingerprint(overlay) == before


@pytest.mark.parametrize(
    "command",
    [
        ["entities", "add", "org:zorbax", "Zorbax AI"],
        ["sources", "import", "feeds.opml"],
        ["init", str(SHIPPED)],
    ],
)
def test_nothing_is_written_into_what_comes_with_newsdesk(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    Path("feeds.opml").write_text('<opml><body><outline xmlUrl="https://new.example/feed" text="New"/></body></opml>')
    before = fingerprint(SHIPPED)
    assert run(["--config", str(SHIPPED), *command]) == 2
    assert "`newsdesk init DIR`" in capsys.readouterr().err
    assert fingerprint(SHIPPED) == before


def test_what_is_added_goes_into_the_overlay(overlay: Path):
    assert run(["--config", str(overlay), "entities", "add", "org:zorbax", "Zorbax AI"]) == 0
    text = (overlay / "entities" / "mine.toml").read_text("utf-8")
    assert text.startswith("# People, organisations")
    assert text.endswith('[[entity]]\nid = "org:zorbax"\nname = "Zorbax AI"\naliases = ["Zorbax AI"]\n')


def test_the_folder_is_looked_for_in_the_documented_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    home = {"HOME": str(tmp_path / "home")}
    user = tmp_path / "home" / ".config" / "newsdesk"
    assert config_folder(None, home) == SHIPPED
    user.mkdir(parents=True)
    (user / "newsdesk.toml").touch()
    assert config_folder(None, home) == user
    xdg = tmp_path / "xdg" / "newsdesk"
    xdg.mkdir(parents=True)
    (xdg / "newsdesk.toml").touch()
    assert config_folder(None, home | {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}) == xdg
    Path("config").mkdir()
    Path("config/newsdesk.toml").touch()
    assert config_folder(None, home) == Path("config")
    Path("newsdesk.toml").touch()
    assert config_folder(None, home) == Path()
    assert config_folder(None, home | {"NEWSDESK_CONFIG": "named"}) == Path("named")
    assert config_folder(Path("option"), home | {"NEWSDESK_CONFIG": "named"}) == Path("option")


def test_relative_paths_begin_at_the_configuration_folder(overlay: Path):
    settings = load(overlay, {}).settings
    assert settings.database.url.get_secret_value() == f"sqlite:///{overlay}/newsdesk.db"
    assert settings.digest.out == overlay / "digests"


def test_a_database_that_lies_where_an_earlier_version_put_it_is_used_with_a_warning(
    overlay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    Path("newsdesk.db").touch()
    loaded = load(overlay, {})
    assert loaded.settings.database.url.get_secret_value() == "sqlite:///newsdesk.db"
    (line,) = loaded.warnings
    assert line.startswith(f"database.url: newsdesk.db is meant below {overlay} now")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:////srv/desk.db", "postgresql://db/news"])
def test_other_database_addresses_stay_as_they_are(overlay: Path, url: str):
    assert load(overlay, {"NEWSDESK_DATABASE_URL": url}).settings.database.url.get_secret_value() == url


def test_the_short_name_of_postgres_is_understood(overlay: Path):
    loaded = load(overlay, {"NEWSDESK_DATABASE_URL": "postgres://desk:secret@db/news"})
    assert loaded.settings.database.url.get_secret_value() == "postgresql://desk:secret@db/news"


def test_an_old_name_of_a_setting_works_with_a_warning(overlay: Path):
    file = overlay / "newsdesk.toml"
    file.write_text(file.read_text("utf-8") + "[process]\ndocument_timeout_s = 7.0\n", "utf-8")
    loaded = load(overlay, {})
    assert loaded.settings.process.document_cpu_s == 7
    expected = f"{file}: process.document_timeout_s is called process.document_cpu_s now; the old name will go"
    assert loaded.warnings == (expected,)


def test_an_old_name_of_a_variable_works_with_a_warning(overlay: Path):
    loaded = load(overlay, {"NEWSDESK_PROCESS_DOCUMENT_TIMEOUT_S": "7"})
    assert loaded.settings.process.document_cpu_s == 7
    assert loaded.warnings == (
        "environment: NEWSDESK_PROCESS_DOCUMENT_TIMEOUT_S is called NEWSDESK_PROCESS_DOCUMENT_CPU_S now; "
        "the old name will go",
    )


def test_both_names_of_a_setting_together_are_a_mistake(overlay: Path):
    file = overlay / "newsdesk.toml"
    file.write_text("[process]\ndocument_timeout_s = 7.0\ndocument_cpu_s = 8.0\n", "utf-8")
    with pytest.raises(ConfigError, match=r"document_timeout_s: is called process\.document_cpu_s, which is given too"):
        load(overlay, {})
