"""Pages as large as those of real outlets, made up: a median of 77 KB of HTML around 1,025 words.

Each page is one account of an event; events have few or many accounts, as in the news. Sentences are those of the
demonstration's newsroom, mixed and with words exchanged, so that no two articles are the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape

from newsdesk.demo.events import load_events
from pipeline.records import Page

WORDS = 1025  # of an article
PAGE_BYTES = 77_000
OUTLETS = 40
ACCOUNTS = (1, 1, 1, 1, 1, 2, 2, 3, 5, 9)  # of an event
FIRST = datetime(2026, 11, 20, 6, tzinfo=UTC)
EVERY = timedelta(seconds=90)  # between two articles

_SENTENCE = re.compile(r"[^.!?]{40,400}[.!?]")
_SECTIONS = ("Markets", "Companies", "Policy", "Science", "Culture", "Opinion", "Weather", "Podcasts", "Newsletters")


@dataclass(frozen=True, slots=True)
class Account:
    """What one outlet writes about one event."""

    number: int
    event: int
    outlet: str
    title: str
    sentences: tuple[str, ...]
    published_at: datetime

    @property
    def url(self) -> str:
        return f"https://www.{self.outlet}.example/{self.published_at:%Y/%m/%d}/story-{self.number}"


def accounts(count: int, seed: int = 1) -> Iterator[Account]:
    """Yield *count* accounts in the order of their times. The same arguments give the same accounts."""
    dice = random.Random(seed)
    events: list[int] = []
    for number in range(count):
        if not events:
            begun = [event for event in range(number, number + 8) for _ in range(dice.choice(ACCOUNTS))]
            events = sorted(begun, key=lambda event: event + dice.uniform(0, 6), reverse=True)
        yield _account(number, events.pop(), seed)


def page(account: Account) -> Page:
    """Return the page of *account*."""
    body = _html(account).encode()
    headers = (("content-type", "text/html; charset=utf-8"),)
    outlet = account.outlet.title()
    return Page(account.url, account.url, account.outlet, outlet, account.published_at, 200, headers, body)


def _account(number: int, event: int, seed: int) -> Account:
    own, theirs = random.Random(f"{seed}-{number}"), random.Random(f"{seed}-event-{event}")
    sentences, words = _pool()
    names = [f"{theirs.choice(words).capitalize()} {theirs.choice(words).capitalize()}" for _ in range(3)]
    subject = theirs.sample(sentences, 12)
    written: list[str] = []
    length = 0
    while length < WORDS * own.uniform(0.9, 1.1):
        tokens = own.choice(subject if own.random() < 0.5 else sentences).split()
        for place, token in enumerate(tokens):
            if token.islower() and own.random() < 0.25:
                tokens[place] = own.choice(words)
        if own.random() < 0.3:
            tokens.insert(own.randrange(1, len(tokens)), own.choice(names))
        written.append(" ".join(tokens))
        length += len(tokens)
    title = " ".join((names[0], *own.sample(words, 3), theirs.choice(subject)[:50].strip()))
    outlet = f"outlet{own.randrange(OUTLETS)}"
    return Account(number, event, outlet, title, tuple(written), FIRST + EVERY * number)


@cache
def _pool() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sentences of the newsroom, and its lower-case words."""
    texts = [piece.text for event in load_events() for piece in event.pieces]
    sentences = sorted({" ".join(found.split()) for text in texts for found in _SENTENCE.findall(text)})
    words = sorted({word for text in texts for word in re.findall(r"\b[a-z]{4,}\b", text)})
    return tuple(sentences), tuple(words)


def _html(account: Account) -> str:
    dice = random.Random(f"page-{account.number}")
    sentences, words = _pool()
    paragraphs = [account.sentences[at : at + 3] for at in range(0, len(account.sentences), 3)]
    text = "".join(f"<p>{escape(' '.join(each))}</p>\n" for each in paragraphs)
    menu = "".join(f'<li class="nav-item"><a href="/{each.lower()}">{each}</a></li>' for each in _SECTIONS)
    cards = "".join(
        f'<div class="card teaser" data-id="{dice.getrandbits(48):x}"><a href="/{dice.randrange(10**6)}">'
        f"<h3>{escape(dice.choice(sentences)[:70])}</h3></a><time>{dice.randrange(1, 23)} hours ago</time></div>\n"
        for _ in range(30)
    )
    when = account.published_at.isoformat()
    head = (
        f'<meta charset="utf-8"><title>{escape(account.title)} | {account.outlet.title()}</title>'
        f'<meta property="og:title" content="{escape(account.title)}">'
        f'<meta property="article:published_time" content="{when}">'
        f'<link rel="canonical" href="{account.url}">'
    )
    article = (
        f'<article><header><h1>{escape(account.title)}</h1><p class="byline">By Ada Quill</p>'
        f'<time datetime="{when}">{when}</time></header>\n<div class="story-body">{text}</div></article>'
    )
    page_ = (
        f'<!doctype html><html lang="en"><head>{head}@</head><body><nav><ul>{menu}</ul></nav><main>{article}'
        f'<aside class="related">{cards}</aside></main><footer><ul>{menu}</ul></footer></body></html>'
    )
    missing = max(PAGE_BYTES - len(page_), 0)
    state = ",".join(f'"{dice.choice(words)}{number}":"{dice.getrandbits(64):x}"' for number in range(missing // 30))
    return page_.replace("@", f"<script>window.__STATE__={{{state}}}</script>", 1)
