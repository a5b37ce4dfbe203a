"""watchlists.toml: what it may say, and one clear line for each thing that is wrong with it."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsdesk.settings.watching import Health, Kind, Recipient
from newsdesk.settings.watchlists import read_watching, try_watching
from pipeline.errors import ConfigError
from pipeline.query import parse

BERLIN = ZoneInfo("Europe/Berlin")
DESK = '[[recipient]]\nname = "desk"\nmail = "desk@example.org"\n'


def read(tmp_path, text):
    file = tmp_path / "watchlists.toml"
    file.write_text(text)
    return read_watching(file, BERLIN, parse)


def problems(tmp_path, text):
    file = tmp_path / "watchlists.toml"
    file.write_text(text)
    return [str(one).removeprefix(f"{file}: ") for one in try_watching(file, BERLIN, parse)[1]]


def test_a_folder_without_the_file_watches_nothing(tmp_path):
    watching = read_watching(tmp_path / "watchlists.toml", BERLIN, parse)
    assert (watching.watchlists, watching.recipients) == ((), ())


def test_a_watchlist_with_everything(tmp_path):
    watching = read(
        tmp_path,
        DESK
        + '[[watchlist]]\nname = "rivals"\nquery = "lantern OR ember"\ntell = ["story", "spike"]\n'
        + 'health = ["disk"]\nwhen = "weekly TUE 07:30"\ntimezone = "Asia/Tokyo"\nquiet_hours = "22:00-07:00"\n'
        + 'min_outlets = 3\nmin_velocity = 1.5\nmax_age_h = 12\nrecipients = ["desk"]\n',
    )
    (one,) = watching.watchlists
    assert one.query == parse("lantern OR ember")
    assert (one.tell, one.health) == ({Kind.STORY, Kind.SPIKE}, {Health.DISK})
    assert (one.schedule.every, one.schedule.at, one.schedule.weekday) == (timedelta(days=7), time(7, 30), 1)
    assert (one.schedule.zone.key, one.schedule.quiet) == ("Asia/Tokyo", (time(22), time(7)))
    assert (one.min_outlets, one.min_velocity, one.max_age) == (3, 1.5, timedelta(hours=12))


def test_a_watchlist_without_a_zone_has_that_of_the_digest(tmp_path):
    watching = read(tmp_path, DESK + '[[watchlist]]\nname = "a"\nquery = "lantern"\nrecipients = ["desk"]\n')
    assert watching.watchlists[0].schedule.zone == BERLIN
    assert watching.watchlists[0].schedule.every is None


def test_every_kind_of_recipient(tmp_path):
    watching = read(
        tmp_path,
        DESK
        + '[[recipient]]\nname = "hook"\nwebhook = "https://hook.example/"\nsecret = "env:KEY"\nprivate = true\n'
        + '[[recipient]]\nname = "chat"\napprise = "file:/run/secrets/chat"\nfallback = "desk"\n'
        + '[[recipient]]\nname = "files"\nfolder = "told"\ndigests = true\n',
    )
    assert watching.recipients == (
        Recipient("desk", "mail", "desk@example.org"),
        Recipient("hook", "webhook", "https://hook.example/", "env:KEY", private=True),
        Recipient("chat", "apprise", "file:/run/secrets/chat", fallback="desk"),
        Recipient("files", "folder", str(tmp_path / "told"), digests=True),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[watchlist]]\nname = "a"\nrecipients = ["desk"]\n', "watchlist[a]: expected a query, or health"),
        ('[[watchlist]]\nname = "a"\nquery = "x"\nrecipients = ["desc"]\n', "no recipient is called 'desc'"),
        ('[[watchlist]]\nname = "a"\nquery = "x"\nrecipients = []\n', "watchlist[a].recipients"),
        ('[[watchlist]]\nname = "a"\nquery = "(x"\nrecipients = ["desk"]\n', "watchlist[a].query: query: this bracket"),
        (
            '[[watchlist]]\nname = "a"\nquery = "x"\nwhen = "noon"\nrecipients = ["desk"]\n',
            "expected immediate, hourly",
        ),
        ('[[watchlist]]\nname = "a"\nquery = "x"\ntell = ["all"]\nrecipients = ["desk"]\n', "watchlist[a].tell[0]"),
        ('[[watchlist]]\nname = "a"\nquery = "x"\nmin_outlet = 2\nrecipients = ["desk"]\n', "unknown key"),
        ('[[watch]]\nname = "a"\n', "watch: unknown key; expected [[watchlist]] or [[recipient]]"),
        ('watchlist = "a"\n', "watchlist: expected tables [[watchlist]]"),
        ('[[recipient]]\nname = "desk"\nmail = "b@example.org"\n', "recipient[desk]: there are two of this name"),
        ('[[recipient]]\nname = "b"\nmail = "nobody"\n', "recipient[b].mail: expected one mail address"),
        ('[[recipient]]\nname = "b"\nmail = "a@b.c"\nfolder = "x"\n', "recipient[b]: expected exactly one of mail"),
        ('[[recipient]]\nname = "b"\nmail = "a@b.c"\nfallback = "b"\n', "no other recipient is called 'b'"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(tmp_path, text, says):
    found = problems(tmp_path, (text + DESK) if text.startswith("watchlist =") else DESK + text)
    assert len(found) == 1
    assert says in found[0]


@pytest.mark.parametrize("key", ["secret", "apprise"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path, key):
    channel = 'webhook = "https://hook.example/"\n' if key == "secret" else ""
    (found,) = problems(tmp_path, f'[[recipient]]\nname = "b"\n{channel}{key} = "hunter2://token"\n')
    assert "write env:NAME or file:PATH" in found
    assert "hunter2" not in found


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    with pytest.raises(ConfigError, match="2 problems"):
        read(tmp_path, '[[watchlist]]\nname = "a"\nquery = "("\nrecipients = ["b"]\n[[recipient]]\nname = "c"\n')
