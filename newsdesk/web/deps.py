"""What the web pages need, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsdesk.digest.build import DEFAULT_RULES, DigestRules
from newsdesk.web.readers import User
from pipeline.query import Meanings, PlainMeanings
from pipeline.records import Source
from storage.engine import Engine


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request, one address and one connection may take."""

    requests_per_minute: int = 600  # of one address; 0 switches the limit off
    max_body_bytes: int = 64 * 1024
    max_address_bytes: int = 8 * 1024  # path and query
    request_time: timedelta = timedelta(seconds=15)  # from the request's line to the last byte of the answer
    header_time: timedelta = timedelta(seconds=10)  # from a connection's start to its last header
    sign_in_failures: int = 5  # of one address and one name within `sign_in_window`
    sign_in_window: timedelta = timedelta(minutes=5)
    session_time: timedelta = timedelta(days=14)
    cached_mib: int = 32  # of rendered pages


@dataclass(frozen=True, slots=True)
class Access:
    """Who is answered."""

    closed: bool = False  # only those who sign in or bring the token
    hosts: frozenset[str] | None = None  # names in the Host header that are answered; None: any
    token: str | None = None
    users: Callable[[], Mapping[str, User]] = field(default=dict)  # by name, as the file stands now


@dataclass(frozen=True, slots=True)
class WebDeps:
    """Everything that is built once and handed to the pages."""

    engine: Engine  # read-only
    clock: Callable[[], datetime]
    rules: DigestRules = DEFAULT_RULES
    meanings: Meanings = field(default_factory=PlainMeanings)  # of names and times in queries
    topics: Mapping[str, str] = field(default_factory=dict)  # id -> name
    sources: Mapping[str, Source] = field(default_factory=dict)  # by name
    limits: Limits = Limits()
    access: Access = Access()
    writing: Engine | None = None  # for what readers note and editors correct; None: neither is offered
