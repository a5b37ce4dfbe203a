"""``watchlists.toml`` to watchlists and recipients; a folder without the file has none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from newsdesk.settings.problems import NOT_REPEATED, Problem, explain, fail_together, read_toml
from newsdesk.settings.watching import Health, Kind, Recipient, Schedule, Watching, Watchlist
from pipeline.errors import ConfigError
from pipeline.query import Query

CHANNELS = ("mail", "webhook", "apprise", "folder")

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
_DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_WHEN = re.compile(rf"immediate|hourly|daily {_CLOCK}|weekly ({'|'.join(_DAYS)}) {_CLOCK}", re.IGNORECASE)
_QUIET = re.compile(rf"{_CLOCK}-{_CLOCK}")
_REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:.+")
_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")

ParseQuery = Callable[[str], Query]  # raises ConfigError


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name


class _Recipient(_Model):
    mail: str | None = None
    webhook: str | None = None
    apprise: str | None = None
    folder: str | None = None
    secret: str | None = None
    private: bool = False
    fallback: Name | None = None
    digests: bool = False

    @field_validator("secret", "apprise")
    @classmethod
    def _from_elsewhere(cls, text: str | None) -> str | None:
        if text is not None and not _REFERENCE.fullmatch(text):
            raise ValueError(f"{NOT_REPEATED}: write env:NAME or file:PATH")
        return text

    @field_validator("mail")
    @classmethod
    def _mail_address(cls, text: str | None) -> str | None:
        if text is not None and not (_MAIL.fullmatch(text) or _REFERENCE.fullmatch(text)):
            raise ValueError("expected one mail address, e.g. desk@example.org, or env:NAME")
        return text

    @field_validator("webhook")
    @classmethod
    def _web_address(cls, text: str | None) -> str | None:
        if text is not None and not text.startswith(("https://", "http://", "env:", "file:")):
            raise ValueError("expected https://..., or env:NAME where the address is a secret")
        return text

    @model_validator(mode="after")
    def _one_channel(self) -> _Recipient:
        given = [channel for channel in CHANNELS if getattr(self, channel) is not None]
        if len(given) != 1:
            raise ValueError(f"expected exactly one of {', '.join(CHANNELS)}; another channel is another recipient")
        if self.secret is not None and given != ["webhook"]:
            raise ValueError("secret: only what goes to a webhook is signed")
        return self


class _Watchlist(_Model):
    query: str | None = None
    tell: tuple[Kind, ...] = (Kind.STORY,)
    health: tuple[Health, ...] = ()
    when: str = "immediate"
    timezone: str | None = None
    quiet_hours: str | None = None
    min_outlets: Annotated[int, Field(ge=1)] = 1
    min_velocity: Annotated[float, Field(ge=0)] = 0.0
    max_age_h: Annotated[float, Field(gt=0)] = 48.0
    recipients: tuple[Name, ...] = Field(min_length=1)

    @field_validator("when")
    @classmethod
    def _known_when(cls, text: str) -> str:
        if not _WHEN.fullmatch(text):
            raise ValueError("expected immediate, hourly, daily HH:MM or weekly MON HH:MM")
        return text

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        try:
            ZoneInfo(name or "UTC")
        except (ZoneInfoNotFoundError, ValueError) as exc:
            raise ValueError("expected a time zone of the IANA database, e.g. Europe/Berlin") from exc
        return name

    @field_validator("quiet_hours")
    @classmethod
    def _known_hours(cls, text: str | None) -> str | None:
        if text is not None and not _QUIET.fullmatch(text):
            raise ValueError("expected HH:MM-HH:MM, e.g. 22:00-07:00")
        return text

    @model_validator(mode="after")
    def _looks_for_something(self) -> _Watchlist:
        if self.query is None and not self.health:
            raise ValueError("expected a query, or health = [...] for a watch over newsdesk itself")
        return self


_Row = TypeVar("_Row", bound=_Model)


def read_watching(file: Path, zone: ZoneInfo, parse_query: ParseQuery) -> Watching:
    """Return what *file* says; *zone* is that of watchlists which name none.

    Raises ConfigError that lists everything wrong with it at once.
    """
    watching, problems = try_watching(file, zone, parse_query)
    fail_together(problems)
    return watching


def try_watching(file: Path, zone: ZoneInfo, parse_query: ParseQuery) -> tuple[Watching, list[Problem]]:
    """Return what *file* says, and what is wrong with it; with problems it is empty."""
    if not file.exists():
        return Watching(), []
    tables, problems = read_toml(file)
    known = {"watchlist", "recipient"}
    problems += [
        Problem(str(file), key, "unknown key; expected [[watchlist]] or [[recipient]]")
        for key in tables
        if key not in known
    ]
    recipients = list(_rows(file, "recipient", tables, _Recipient, problems))
    names = {one.name for one in recipients}
    watchlists = []
    for one in _rows(file, "watchlist", tables, _Watchlist, problems):
        try:
            query = None if one.query is None else parse_query(one.query)
        except ConfigError as exc:
            problems.append(Problem(str(file), f"watchlist[{one.name}].query", str(exc)))
            continue
        unknown = [f"{name!r}" for name in one.recipients if name not in names]
        if unknown:
            expected = f"no recipient is called {', '.join(unknown)}"
            problems.append(Problem(str(file), f"watchlist[{one.name}].recipients", expected))
        watchlists.append(_watchlist(one, query, zone))
    for recipient in recipients:
        if recipient.fallback is not None and recipient.fallback not in names - {recipient.name}:
            expected = f"no other recipient is called {recipient.fallback!r}"
            problems.append(Problem(str(file), f"recipient[{recipient.name}].fallback", expected))
    if problems:
        return Watching(), problems
    return Watching(tuple(watchlists), tuple(_recipient(one, file.parent) for one in recipients)), []


def _rows(file: Path, kind: str, tables: dict[str, Any], model: type[_Row], problems: list[Problem]) -> Iterator[_Row]:
    rows = tables.get(kind, [])
    if not isinstance(rows, list):
        problems.append(Problem(str(file), kind, f"expected tables [[{kind}]]"))
        return
    seen: set[str] = set()
    for number, row in enumerate(rows):
        name = row.get("name", number) if isinstance(row, dict) else number
        try:
            found = model.model_validate(row)
        except ValidationError as exc:
            problems += explain(str(file), exc, under=[f"{kind}[{name}]"])
            continue
        name = found.name
        if name in seen:
            problems.append(Problem(str(file), f"{kind}[{name}]", "there are two of this name"))
        seen.add(name)
        yield found


def _recipient(row: _Recipient, folder: Path) -> Recipient:
    channel = next(each for each in CHANNELS if getattr(row, each) is not None)
    address: str = getattr(row, channel)
    if channel == "folder":
        address = str(folder / address)
    return Recipient(row.name, channel, address, row.secret, row.private, row.fallback, row.digests)


def _watchlist(row: _Watchlist, query: Query | None, zone: ZoneInfo) -> Watchlist:
    return Watchlist(
        name=row.name,
        recipients=row.recipients,
        query=query,
        query_text=row.query or "",
        tell=frozenset(row.tell),
        health=frozenset(row.health),
        schedule=_schedule(row, ZoneInfo(row.timezone) if row.timezone else zone),
        min_outlets=row.min_outlets,
        min_velocity=row.min_velocity,
        max_age=timedelta(hours=row.max_age_h),
    )


def _schedule(row: _Watchlist, zone: ZoneInfo) -> Schedule:
    quiet = None
    if row.quiet_hours is not None:
        begin, end = row.quiet_hours.split("-")
        quiet = (time.fromisoformat(begin), time.fromisoformat(end))
    match row.when.upper().split():
        case ["HOURLY"]:
            return Schedule(timedelta(hours=1), zone=zone, quiet=quiet)
        case ["DAILY", at]:
            return Schedule(timedelta(days=1), time.fromisoformat(at), zone=zone, quiet=quiet)
        case ["WEEKLY", day, at]:
            return Schedule(timedelta(days=7), time.fromisoformat(at), _DAYS.index(day), zone, quiet)
        case _:
            return Schedule(zone=zone, quiet=quiet)
