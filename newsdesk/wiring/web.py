"""What the web pages need, built from the settings."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from newsdesk.admin.query_terms import QueryTerms
from newsdesk.clock import Clock
from newsdesk.configuration import sources_of, topics_of
from newsdesk.digest.cut import rules_of
from newsdesk.moments import parse_since, parse_until
from newsdesk.settings.load import Loaded
from newsdesk.settings.model import Settings, seconds
from newsdesk.web.deps import Access, Limits, WebDeps
from newsdesk.web.readers import User
from newsdesk.wiring.database import open_database, opened
from pipeline.errors import ConfigError

_CONNECTIONS = 20  # to the database, and as many more when all are at work
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})
_KIB = 1024


@contextmanager
def open_web_deps(loaded: Loaded, clock: Clock, access: Access) -> Iterator[WebDeps]:
    """Give what the pages need. Raises ConfigError and StorageError."""
    settings = loaded.settings
    with open_database(settings, read_only=True, connections=_CONNECTIONS) as engine, opened(settings) as writing:
        yield WebDeps(
            engine=engine,
            clock=clock,
            rules=rules_of(settings),
            meanings=Terms(loaded, clock),
            topics={topic.id: topic.name for topic in topics_of(loaded)},
            sources=sources_of(loaded),
            limits=limits_of(settings),
            access=access,
            writing=writing,
        )


def access_of(settings: Settings, host: str, *, public: bool) -> Access:
    """Return who is answered on *host*. Raises ConfigError where nobody said who may read.

    On this machine everybody is; elsewhere those who sign in or have the token, or with *public* everybody.
    """
    web = settings.web
    token = web.token.get_secret_value() or None
    users = UserFile(web.users)
    here = is_this_machine(host)
    if not here and not public and token is None and not users():
        raise ConfigError(
            f"{host} can be reached from other machines: add a user (`newsdesk web users add NAME`), set web.token, "
            "or say --public to let everybody read"
        )
    hosts = _THIS_MACHINE | {name.lower() for name in web.names}
    return Access(closed=not here and not public, hosts=hosts if here or web.names else None, token=token, users=users)


def limits_of(settings: Settings) -> Limits:
    """Return what the settings say of limits."""
    web = settings.web
    return Limits(
        requests_per_minute=web.requests_per_minute,
        max_body_bytes=int(web.max_body_kib * _KIB),
        request_time=seconds(web.request_s),
        header_time=seconds(web.header_s),
        session_time=timedelta(days=web.session_days),
        cached_mib=web.cached_mib,
    )


def is_this_machine(host: str) -> bool:
    """Return whether *host*, a name or an address to listen on, is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Terms:
    """What queries mean now: names by the catalog, which is read once, and times by the clock."""

    def __init__(self, loaded: Loaded, clock: Clock) -> None:
        self._names = QueryTerms(loaded, clock(), loaded.settings.digest.zone)
        self._clock, self._zone = clock, loaded.settings.digest.zone

    def entity(self, wanted: str) -> str:
        return self._names.entity(wanted)

    def since(self, text: str) -> datetime:
        return parse_since(text, self._clock(), self._zone)

    def until(self, text: str) -> datetime:
        return parse_until(text, self._clock(), self._zone)


class UserFile:
    """The users as the file stands now; it is read again only when it has changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._users: Mapping[str, User] = {}
        self._known: tuple[int, int] | None = None  # the state of the file that the users are from
        self._lock = Lock()

    def __call__(self) -> Mapping[str, User]:
        state = self._state()
        if state is None:
            return {}
        from newsdesk.web.security.users import read_users  # with argon2, which only those who have users need

        with self._lock:
            if state != self._known:
                self._users, self._known = read_users(self._file), state
            return self._users

    def _state(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino
