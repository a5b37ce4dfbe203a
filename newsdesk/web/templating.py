"""The templates' environment. Everything that comes from outside is escaped, and a link leads to http or https."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from newsdesk.digest.render.words import count, href
from newsdesk.digest.sentences import opening
from pipeline.query import Snippet

STATIC = {
    "style.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
# What XML 1.0 does not allow would make a feed unreadable as a whole, and no page needs it.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@cache
def environment() -> Environment:
    """Return the environment of pages and feeds."""
    found = Environment(
        loader=PackageLoader("newsdesk.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    found.filters |= {
        "href": href,
        "iri": iri,
        "iso": iso,
        "plain": plain,
        "span": span,
        "topic": topic_name,
        "percent": percent,
    }
    found.globals |= {"count": count, "quoted": quoted, "static": static_path, "query": query}
    found.globals |= {"marked": marked, "narrowed": narrowed}
    found.globals |= {"days_apart": days_apart, "opening": lambda text: opening(text, characters=420, sentences=3)}
    return found


@cache
def static_file(name: str) -> bytes:
    """Return a file that the pages load."""
    return files("newsdesk.web").joinpath("static", name).read_bytes()


@cache
def static_path(name: str) -> str:
    """Return the address of a file that the pages load; it changes with the file."""
    stem, dot, ending = name.rpartition(".")
    return f"/static/{stem}.{hashlib.sha256(static_file(name)).hexdigest()[:10]}{dot}{ending}"


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def iri(text: str) -> str:
    """Return *text* with what no address may hold as %-escapes; what is escaped already stays."""
    return quote(text, safe=":/?#[]@!$&'()*+,;=%-._~")


def marked(place: Snippet) -> Markup:
    """Return a place of a text with its hits marked; everything is escaped but the marks."""
    parts, at = list[str](), 0
    for begin, end in place.hits:
        parts += [escape(_cleaned(place.text[at:begin])), Markup("<mark>"), escape(_cleaned(place.text[begin:end]))]
        parts.append(Markup("</mark>"))
        at = end
    return Markup("").join([*parts, escape(_cleaned(place.text[at:]))])


def narrowed(words: str, field: str, value: str) -> str:
    """Return a query for what *words* finds and *field* has with *value*."""
    plain = value.removeprefix("topic:").replace('"', " ")
    sign = "=" if field == "outlet" else ""
    return f'({words}) {field}:{sign}"{plain}"'


def plain(text: str) -> str:
    """Return *text* on one line."""
    return " ".join(text.split())


def quoted(text: str) -> str:
    """Return *text* as one segment of an address."""
    return quote(text, safe=":")


def query(**values: object) -> str:
    """Return ``?name=value&...`` without what is None; nothing when all are."""
    kept = {name: value for name, value in values.items() if value is not None}
    return f"?{urlencode(kept)}" if kept else ""


def topic_name(topic_id: str) -> str:
    return topic_id.removeprefix("topic:").replace("-", " ")


def percent(share: float) -> str:
    """Return e.g. ``12 %`` or ``0.4 %``."""
    value = 100 * share
    return f"{value:.0f} %" if abs(value) >= 10 or value == 0 else f"{value:.1f} %"


def span(length: timedelta) -> str:
    """Return e.g. ``2 h 05 min``, ``3 days`` or ``under a minute``."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "under a minute"
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def days_apart(day: date, days: int) -> date:
    return day + timedelta(days=days)


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def _finalize(value: object) -> object:
    return _cleaned(value) if type(value) is str else value


def _cleaned(text: str) -> str:
    return _UNWANTED.sub("", text)
