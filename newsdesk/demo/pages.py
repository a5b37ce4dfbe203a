"""Articles to HTML pages, each outlet in a template of its own with all that a real page carries."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from newsdesk.demo.edition import Printed

_ADS = (
    "Pell & Harrow: brokers to the undecided. Open an account today.",
    "Lantern Hill boots. Waterproof since 1911. Shop the winter sale now.",
    "Sail with Nordhavn Ruter: two adults, one car, from 39.",
    "Saltby Marmalade. Now with bits. Also without.",
    "Is your filing cabinet too full? Ask about Tallow cabinets.",
)
_PROMOS = (
    "Sign up for our newsletter and get the best stories in your inbox every morning.",
    "Enjoying this article? Subscribe for full access, cancel at any time.",
    "Get our free app and never miss a headline.",
    "Support our journalism: become a member from 4 a month.",
)
_BAD_BYTES = b"\xff\xfe\x80\xc3("  # no UTF-8 in any reading


@cache
def environment() -> Environment:
    """Return the templates' environment; HTML and XML are escaped."""
    return Environment(
        loader=PackageLoader("newsdesk.demo"),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(article: Printed, base: str, others: Sequence[Printed], *, seed: int = 1) -> bytes:
    """Return the page of *article*; *others* are the outlet's articles, for links beside the text."""
    dice = random.Random(f"{seed}:{article.id}:page")
    candidates = [other for other in others if other.id != article.id]
    text = (
        environment()
        .get_template(article.outlet.template)
        .render(
            a=article,
            outlet=article.outlet,
            base=base,
            ads=dice.sample(_ADS, 2),
            promo=dice.choice(_PROMOS),
            related=dice.sample(candidates, min(3, len(candidates))),
            shares=dice.randrange(3, 240),
            published=article.published_at.isoformat(),
            updated=article.updated_at.isoformat(),
        )
    )
    body = text.encode(article.outlet.charset, "xmlcharrefreplace")
    if article.serve == "bad-bytes":
        body = body.replace(b"cyclists may", b"cyclists " + _BAD_BYTES + b" may")
    return body


def home(outlet_title: str, motto: str, links: Sequence[tuple[str, str]]) -> bytes:
    """Return an outlet's front page; *links* are (address, title)."""
    return environment().get_template("home.html").render(title=outlet_title, motto=motto, links=links).encode()
