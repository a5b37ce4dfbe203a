"""``config/sources/*.toml`` to Source records."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from cssselect import SelectorError, parse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from newsdesk.settings.layers import Placed, merged, placed_tables, toml_files
from newsdesk.settings.problems import Problem, explain, fail_together
from newsdesk.settings.request_values import CookieName, CookieValue, HeaderName, Proxy, Value
from pipeline.canonical import canonical_url, is_public_suffix, is_web_address
from pipeline.records import CATEGORIES, Expected, RequestOptions, Source, SourceKind

ALL_OF_SUBJECT = "*"  # in `Source.subject`: the words of crawl.subject

Positive = Annotated[float, Field(gt=0)]
Word = Annotated[str, Field(min_length=1, pattern=r"\S")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$", max_length=80)]


def _of_categories(category: str) -> str:
    if category not in CATEGORIES:
        raise ValueError(f"expected one of {', '.join(CATEGORIES)}")
    return category


class _Expect(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    items_per_day_min: Annotated[float, Field(ge=0)] | None = None
    items_per_day_max: Positive | None = None
    silent_after_h: Positive | None = None


class _Entry(BaseModel):
    """One ``[[source]]``; see docs/sources.md."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Slug
    url: str
    kind: SourceKind = SourceKind.FEED
    title: str | None = None
    outlet: str | None = None
    homepage: str | None = None
    category: Annotated[str, AfterValidator(_of_categories)] = "press"
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")] | None = None
    weight: Annotated[float, Field(ge=0, le=2)] = 1.0
    enabled: bool = True
    full_text: bool = False
    every_min: Positive | None = None
    delay_s: Annotated[float, Field(ge=0)] | None = None
    selector: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    mute: tuple[Word, ...] = ()
    subject: bool | tuple[Word, ...] = ()
    official_for: tuple[str, ...] = ()
    speaks_for: tuple[str, ...] = ()
    headers: dict[HeaderName, Value] = {}
    cookies: dict[CookieName, CookieValue] = {}
    user_agent: Value | None = None
    proxy: Proxy | None = None
    expect: _Expect = _Expect()
    checked: date | Literal["unchecked"] | None = None
    note: str | None = None

    @field_validator("url", "homepage")
    @classmethod
    def _web_address(cls, url: str | None) -> str | None:
        if url is not None and not is_web_address(url):
            raise ValueError("expected an http or https address")
        return url

    @field_validator("selector")
    @classmethod
    def _readable(cls, selector: str | None) -> str | None:
        try:
            parse(selector or "*")
        except SelectorError as exc:
            raise ValueError(f"expected a CSS selector: {exc}") from None
        return selector

    @field_validator("include", "exclude")
    @classmethod
    def _paths(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [pattern for pattern in patterns if not pattern.startswith(("/", "*"))]:
            raise ValueError(f"expected patterns of a path, such as /ai/*, not {wrong[0]!r}; patterns")
        return patterns

    @field_validator("speaks_for")
    @classmethod
    def _hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            address = canonical_url(f"https://{host}")
            if "://" in host or address is None or is_public_suffix(address):
                raise ValueError(f"expected hosts such as outlet.example, not {host!r}; hosts")
        return hosts

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.selector is not None and self.kind is not SourceKind.SECTION:
            raise ValueError(f'selector needs kind = "section"; this is a {self.kind.value}')
        if self.full_text and self.kind is not SourceKind.FEED:
            raise ValueError(f"full_text needs a feed; this is a {self.kind.value}")
        return self

    def _request(self) -> RequestOptions:
        return RequestOptions(tuple(self.headers.items()), tuple(self.cookies.items()), self.user_agent, self.proxy)

    def record(self) -> Source:
        expect = self.expect
        return Source(
            name=self.name,
            url=self.url,
            kind=self.kind,
            title=self.title,
            outlet=self.outlet,
            homepage=self.homepage,
            category=self.category,
            language=self.language,
            weight=self.weight,
            enabled=self.enabled,
            full_text=self.full_text,
            every=None if self.every_min is None else timedelta(minutes=self.every_min),
            delay=None if self.delay_s is None else timedelta(seconds=self.delay_s),
            selector=self.selector,
            include=self.include,
            exclude=self.exclude,
            mute=self.mute,
            subject=(ALL_OF_SUBJECT,) if self.subject is True else self.subject or (),
            official_for=self.official_for,
            speaks_for=self.speaks_for,
            request=self._request(),
            expect=Expected(
                expect.items_per_day_min,
                expect.items_per_day_max,
                None if expect.silent_after_h is None else timedelta(hours=expect.silent_after_h),
            ),
            checked=None if self.checked is None else str(self.checked),
            note=self.note,
        )


def read_sources(*folders: Path) -> tuple[Source, ...]:
    """Return the sources of every ``*.toml`` file in *folders*, in the files' order.

    A later folder's tables change or replace those of the same name in earlier ones (see docs/configuration.md).
    Raises ConfigError that lists everything wrong with any of the files at once.
    """
    sources, problems = try_sources(*folders)
    fail_together(problems)
    return sources


def try_sources(*folders: Path) -> tuple[tuple[Source, ...], list[Problem]]:
    """Return the sources that are right, and what is wrong with the others."""
    files = toml_files(folders)
    tables, problems = placed_tables(files, "source", "name")
    if not files:
        problems.append(Problem(str(folders[-1]), "", "no *.toml file with sources here"))
    read: list[tuple[Source, Placed]] = []
    for table in merged(tables, key="name", whole="url"):
        try:
            read.append((_Entry.model_validate(table.keys).record(), table))
        except ValidationError as exc:
            problems += explain(table.file, exc, under=[table.label])
    own = {source.url for source, table in read if source.enabled and table.layer > 0}
    found: list[Source] = []
    named: dict[str, str] = {}
    listed: dict[str, str] = {}
    for source, table in read:
        if table.layer == 0 and len(folders) > 1 and source.url in own:
            continue  # a user lists it under a name of their own
        where = f"{table.file}: {table.label}"
        if source.name in named:
            problems.append(Problem(table.file, f"{table.label}.name", f"taken by {named[source.name]}"))
        elif source.enabled and source.url in listed:
            problems.append(Problem(table.file, f"{table.label}.url", f"listed by {listed[source.url]}"))
        else:
            found.append(source)
        named.setdefault(source.name, where)
        if source.enabled:
            listed.setdefault(source.url, where)
    return tuple(found), problems
