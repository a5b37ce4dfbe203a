"""The templates' environment: everything that comes from outside is escaped."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from newsdesk.digest.render import words
from newsdesk.digest.render.styles import STYLES


@cache
def environment() -> Environment:
    """Return the environment of the HTML and Atom templates."""
    found = Environment(
        loader=PackageLoader("newsdesk.digest.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    found.filters |= {"href": words.href, "iso": iso}
    shared = (
        "count",
        "is_above",
        "long_date",
        "moment",
        "names_heading",
        "overview",
        "reach",
        "remarks",
        "mark",
        "verdict",
        "parted",
        "beside",
        "became",
    )
    found.globals |= {name: getattr(words, name) for name in (*shared, "summary", "who_first")} | {"css": STYLES}
    return found


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _finalize(value: object) -> object:
    # What XML 1.0 does not allow would make an Atom feed unreadable as a whole.
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", value) if type(value) is str else value
