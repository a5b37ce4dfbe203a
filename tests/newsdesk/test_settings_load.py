"""Settings come from the file and the environment, and everything wrong is told at once."""

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from newsdesk.settings.load import load, sections
from newsdesk.settings.problems import explain
from newsdesk.settings.show import lines
from pipeline.errors import ConfigError

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "newsdesk.toml").write_text("", encoding="utf-8")
    return tmp_path


def wrote(folder, text):
    (folder / "newsdesk.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_file_lists_every_setting_at_its_default():
    with (REPOSITORY / "config/newsdesk.toml").open("rb") as file:
        shipped = tomllib.load(file)
    assert {name: set(table) for name, table in shipped.items()} == {
        name: set(model.model_fields) for name, model in sections().items()
    }
    assert load(REPOSITORY / "config", {}).settings == type(load(REPOSITORY / "config", {}).settings)()


def test_a_variable_overrides_the_file_and_is_named_as_the_origin(folder):
    wrote(folder, "[crawl]\ndelay_s = 5.0\n")
    loaded = load(folder, {"NEWSDESK_CRAWL_DELAY_S": "7", "NEWSDESK_DIGEST_FORMATS": "md, json"})
    assert loaded.settings.crawl.delay_s == 7
    assert loaded.settings.digest.formats == ("md", "json")
    assert loaded.origins["crawl.delay_s"] == "NEWSDESK_CRAWL_DELAY_S"


def test_all_problems_are_told_together_with_file_key_and_what_was_expected(folder):
    wrote(folder, "[crawl]\ndelay_s = -1\ndelai = 3\n[digest]\ntimezone = 'Mars/Olympus'\n[colours]\nx = 1\n")
    with pytest.raises(ConfigError) as caught:
        load(folder, {"NEWSDESK_CRAWL_ROBOTZ": "1", "NEWSDESK_DATABASE_URL": "mysql://x"})
    message = str(caught.value)
    for part in (
        "6 problems",
        f"{folder / 'newsdesk.toml'}: crawl.delay_s: input should be greater than or equal to 0, not -1",
        "crawl.delai: unknown key",
        "digest.timezone: expected a time zone",
        "colours: unknown key",
        "environment: NEWSDESK_CRAWL_ROBOTZ: no setting",
        "NEWSDESK_DATABASE_URL: database.url: expected sqlite:///PATH or postgresql://",
    ):
        assert part in message


def test_variables_that_name_no_section_are_another_programs(folder):
    wrote(folder, "")
    load(folder, {"NEWSDESK_SERVICE_HOST": "10.0.0.1", "NEWSDESK_PORT": "tcp://10.0.0.1:80"})


def not_toml(folder):
    return wrote(folder, "[crawl\n")


def not_utf8(folder):
    (folder / "newsdesk.toml").write_bytes(b"\xff\xfe")
    return folder


def not_there(folder):
    return folder / "nowhere"


def table_as_value(folder):
    return wrote(folder, "crawl = 3\n")


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (not_toml, "not valid TOML"),
        (not_utf8, "not UTF-8 at byte 0"),
        (not_there, "no such file"),
        (table_as_value, "crawl: expected a table"),
    ],
)
def test_an_unreadable_file_is_named(folder, situation, expected):
    with pytest.raises(ConfigError, match=expected):
        load(situation(folder), {})


def test_show_masks_passwords_and_names_origins(folder):
    wrote(folder, "[database]\nurl = 'postgresql://desk:hunter2@db/news'\n")
    shown = "\n".join(lines(load(folder, {})))
    assert "hunter2" not in shown
    assert 'url = "postgresql://***@db/news"' in shown
    assert f"# {folder / 'newsdesk.toml'}" in shown
    assert "# default" in shown


def test_no_value_of_a_secret_key_is_told(tmp_path: Path):
    class _Delivery(BaseModel):
        api_key: int
        retries: int

    with pytest.raises(ValidationError) as found:
        _Delivery.model_validate({"api_key": "s3cret", "retries": "many"})
    assert [problem.expected for problem in explain("newsdesk.toml", found.value)] == [
        "input should be a valid integer, unable to parse string as an integer",
        "input should be a valid integer, unable to parse string as an integer, not 'many'",
    ]
