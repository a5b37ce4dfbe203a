"""The walk through newsdesk: the newsroom opens, and the very commands a person would type run over it.

The newsroom's clock stands at noon of a made-up day, and each walk over one folder goes on a few hours
later, so a walk repeats byte for byte wherever and whenever it is taken.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import tomlkit

from newsdesk.demo.newsroom import Newsroom, Servers, open_newsroom, serving
from newsdesk.demo.outlets import OUTLETS, Listing
from pipeline.errors import RetryLaterError, StorageError

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)  # of the newest day in print
_EDITORS_TAKE = timedelta(hours=2)  # until some of the articles are changed
_NEXT_WALK = timedelta(hours=6)
_DONE_WITH_FAILURES = 1  # an exit code: the output names them, the rest was done
_BY_MAKE = Path("var/demo")
_COUNTED = ("articles", "stories", "mentions")

_KINDS = {Listing.SITEMAP: "sitemap", Listing.SECTION: "section"}  # the others are feeds


@dataclass(frozen=True, slots=True)
class State:
    """What one folder remembers from walk to walk: articles keep their addresses, and time goes on."""

    ports: Mapping[str, int] = field(default_factory=dict)  # Outlet.slug -> port
    walks: int = 0
    edited: bool = False  # the editors have made their changes


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a walk keeps what it makes."""

    root: Path

    @property
    def state(self) -> Path:
        return self.root / "newsroom.json"

    @property
    def config(self) -> Path:
        return self.root / "config"

    @property
    def database(self) -> Path:
        return self.root / "newsdesk.db"

    @property
    def digests(self) -> Path:
        return self.root / "digests"


def walk(root: Path, catalog: Path, *, keep: bool = False, say: Callable[[str], None] = print) -> int:
    """Take the walk in folder *root* and return the exit code; *catalog* is the configuration with entities and topics.

    With *keep* the newsroom goes on serving until interrupted. Raises RetryLaterError when a port that the
    folder's articles have in their addresses is taken.
    """
    folder = Folder(root)
    state = _remembered(folder)
    with _newsroom(state) as servers:
        state = replace(state, ports=servers.ports)
        servers.room = _room(servers, state)
        configure(folder, servers.room, catalog)
        _remember(folder, replace(state, walks=state.walks + 1))
        before = _rows(folder)
        code = _take(folder, servers, state, say)
        if code:
            say(f"the walk ended early: the command above left with exit code {code}")
            return code
        _tell(folder, before, _rows(folder), say)
        if keep:
            _keep(folder, servers, say)
    return 0


def environment(now: datetime) -> dict[str, str]:
    """Return the environment of a command whose clock starts at *now*; this machine's own settings are left out."""
    found = {name: text for name, text in os.environ.items() if not name.startswith("NEWSDESK_")}
    return found | {"NEWSDESK_NOW": now.isoformat()}


def configure(folder: Folder, room: Newsroom, catalog: Path) -> None:
    """Write a configuration whose sources are the newsroom's outlets; entities and topics are the real ones."""
    sources = folder.config / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    for name in ("entities", "topics.toml", "watchlists.toml"):
        if (catalog / name).is_dir():
            shutil.copytree(catalog / name, folder.config / name, dirs_exist_ok=True)
        elif (catalog / name).exists():
            shutil.copyfile(catalog / name, folder.config / name)
    (folder.config / "newsdesk.toml").write_text(_settings(folder), "utf-8")
    (sources / "newsroom.toml").write_text(_sources(room), "utf-8")


def _take(folder: Folder, servers: Servers, state: State, say: Callable[[str], None]) -> int:
    now = NOON + state.walks * _NEXT_WALK
    say(f"A newsroom of {len(OUTLETS)} made-up outlets is open on this machine. Nothing in it happened.")
    if code := _collect(folder, now, say):
        return code
    if not state.edited:
        before = servers.room
        servers.room = _room(servers, replace(state, edited=True))
        say(f"\nTwo hours later: {_changes(before, servers.room)}.")
        now += _EDITORS_TAKE
        if code := _collect(folder, now, say):
            return code
        _remember(folder, State(servers.ports, state.walks + 1, edited=True))
    day = NOON.date().isoformat()
    files = ["digest", "--date", day, "--format", "html", "--format", "md", "--out", str(folder.digests)]
    return _run(folder, files, now, say) or _run(folder, ["digest", "--date", day], now, say)


def _changes(before: Newsroom | None, after: Newsroom) -> str:
    known = {article.id: article for article in before.edition.articles} if before else {}
    changed = sum(article != known.get(article.id, article) for article in after.edition.articles)
    new = sum(article.id not in known for article in after.edition.articles)
    return (
        f"{changed} of the articles have been changed by their editors, and {new} is listed that says it is hours old"
    )


def _collect(folder: Folder, now: datetime, say: Callable[[str], None]) -> int:
    for command in (["crawl", "--all"], ["process"]):
        if (code := _run(folder, command, now, say)) > _DONE_WITH_FAILURES:
            return code
    return 0


def _run(folder: Folder, command: Sequence[str], now: datetime, say: Callable[[str], None]) -> int:
    """Run one newsdesk command as a person would; return its exit code."""
    shown = ["newsdesk", "--config", str(folder.config), *command]
    say(f"\n$ {shlex.join(shown)}")
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", *shown], env=environment(now), check=False).returncode


def _tell(folder: Folder, before: Mapping[str, int], after: Mapping[str, int], say: Callable[[str], None]) -> None:
    new = {name: after[name] - before[name] for name in _COUNTED}
    say("")
    if any(before.values()):
        say("New rows since the last walk: " + ", ".join(f"{new[name]} {name}" for name in _COUNTED) + ".")
    else:
        say("In the database: " + ", ".join(f"{after[name]} {name}" for name in _COUNTED) + ".")
        say("Take the walk again: it adds nothing.")
    say(f"database  {folder.database}")
    say(f"digest    {folder.digests / NOON.date().isoformat()}.html")
    by_make = "make serve, or " if folder.root == _BY_MAKE else ""
    say(f"browser   {by_make}newsdesk --config {shlex.quote(str(folder.config))} web")


def _keep(folder: Folder, servers: Servers, say: Callable[[str], None]) -> None:
    assert servers.room is not None
    say("\nThe newsroom stays open until Ctrl-C. Its outlets:")
    for outlet in OUTLETS:
        say(f"  {outlet.title:<16} {servers.room.address(outlet)}")
    say(f"Try: newsdesk --config {shlex.quote(str(folder.config))} search lantern")
    sys.stdout.flush()
    closed = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: closed.set())
    closed.wait()


@contextmanager
def _newsroom(state: State) -> Iterator[Servers]:
    try:
        with serving(state.ports or None) as servers:
            yield servers
    except OSError as exc:
        ports = ", ".join(str(port) for port in sorted(state.ports.values()))
        raise RetryLaterError(
            f"the newsroom cannot open its ports again ({ports}): {exc.strerror or exc}; "
            "is another walk over this folder at work? Else name another folder with --dir"
        ) from exc


def _room(servers: Servers, state: State) -> Newsroom:
    return open_newsroom(NOON, servers.bases, edited=state.edited)


def _remembered(folder: Folder) -> State:
    try:
        return State(**json.loads(folder.state.read_text("utf-8")))
    except FileNotFoundError:
        return State()
    except (ValueError, TypeError, OSError) as exc:
        raise StorageError(f"{folder.state}: cannot be read ({exc}); remove {folder.root} to begin anew") from exc


def _remember(folder: Folder, state: State) -> None:
    folder.state.write_text(json.dumps(asdict(state), indent=1) + "\n", "utf-8")


def _settings(folder: Folder) -> str:
    document = tomlkit.document()
    document.add(tomlkit.comment("The demonstration's settings; written anew by each walk."))
    document.add("database", tomlkit.item({"url": f"sqlite:///{folder.database.resolve()}"}))
    crawl = tomlkit.item({"contact_url": "http://127.0.0.1/nobody-but-you", "allowed_networks": ["127.0.0.0/8"]})
    crawl["allowed_networks"].comment("the newsroom is on this machine")
    crawl.add("delay_s", tomlkit.item(0.02).comment("and nobody else asks it"))
    document.add("crawl", crawl)
    batch = tomlkit.item(500).comment("the whole edition at once, in order of time: the same stories every time")
    document.add("process", tomlkit.table().add("batch", batch))
    document.add("digest", tomlkit.item({"out": str(folder.digests.resolve())}))
    document.add("log", tomlkit.item({"level": "warning"}))
    return tomlkit.dumps(document)


def _sources(room: Newsroom) -> str:
    document = tomlkit.document()
    document.add(tomlkit.comment("The newsroom's outlets; written anew by each walk."))
    tables = tomlkit.aot()
    for outlet in OUTLETS:
        table = {
            "name": outlet.slug,
            "url": room.address(outlet),
            "kind": _KINDS.get(outlet.listing, "feed"),
            "title": outlet.title,
            "homepage": room.bases[outlet.slug] + "/",
            "category": outlet.category,
            "language": "en",
            "weight": outlet.weight,
            "full_text": outlet.full_text,
        }
        tables.append(tomlkit.item(table))
    document.add("source", tables)
    return tomlkit.dumps(document)


def _rows(folder: Folder) -> dict[str, int]:
    """Count rows as any reader may: by the public views, and without newsdesk's Python."""
    if not folder.database.exists():
        return dict.fromkeys(_COUNTED, 0)
    with closing(sqlite3.connect(f"file:{folder.database.resolve()}?mode=ro", uri=True)) as connection:
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _COUNTED}
