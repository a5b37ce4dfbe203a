"""Pages that parse well and are no article: soft 404s, consent and log-in walls, empty shells, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.blocks import Block, length
from pipeline.extract.boilerplate import Boilerplate, boilerplate
from pipeline.extract.evidence import Evidence
from pipeline.extract.jsonld import is_a
from pipeline.extract.own_lines import is_reported
from pipeline.records import Reason, Rejected

_FEW_CHARS = 700  # a text longer than this is no error message
_LEAST_CHARS = 25
_MOST_SHELL = 400  # a text longer than this may do without a sentence: tables, lists, poems
_SENTENCE_WORDS = 5
_WALL_WORDS, _LONG_WALL = 4, 25  # words of a title that is a wall's and nothing else; words behind a wall's first
_HEADLINE_AFTER = re.compile(r"\W?\s?(?:[:–—?]|-\s)")
_HEADLINE_WORDS = 4  # behind a colon or a dash: "Access denied: how publishers lock out machines"
_SENTENCE_END = re.compile(r"\w[.!?…][\"'”’“»)\]]*(?:\s|$)|[。！？؟।]")
_UNMARKED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_NOT_FOUND = re.compile(
    r"^\W*(?:(?:error|fehler|erreur)?\s*(?:404|410)\b|.{0,40}\b(?:page|article|story|seite|artikel|url)\b.{0,30}"
    r"(?:not (?:be )?found|no longer (?:exists?|available)|does ?n[o']t exist|could ?n[o']t be found|"
    r"nicht (?:gefunden|mehr verfügbar|vorhanden)|existiert nicht)|"
    r"not found\W*$|nicht gefunden\W*$|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata|"
    r"pagina niet gevonden|"
    r"siden (?:ble )?ikke (?:funnet|fundet)|sidan (?:kunde inte hittas|finns inte)|"
    r"strona nie (?:została )?znaleziona|страница не найдена|"
    r"ページが見つかりません|页面不存在|페이지를 찾을 수 없습니다|"
    r".{0,30}this page (?:is(?:n't| not) available|may have been (?:moved|"
    r"removed))|oops\b.{0,60}$)",
    re.IGNORECASE,
)
_LIST_TYPES = ("collectionpage", "searchresultspage", "profilepage", "itemlist")


def refuse_title(title: str, chars: int, *, is_dated: bool = False) -> Rejected | None:
    """Return why a page with this title and so many characters of text is an error page or a wall.

    *is_dated* says that the page names the day on which its article came out: then a wall's words begin a headline.
    """
    if chars > _FEW_CHARS:
        return None
    if _NOT_FOUND.search(title):
        return Rejected(Reason.SOFT_404, title[:200])
    if is_wall(title) and (not is_dated or len(title.split()) <= _WALL_WORDS):
        return Rejected(Reason.WALL, title[:200])
    return None


def refuse_blocks(blocks: Sequence[Block]) -> Rejected | None:
    """Return why this text is none: too little of it, no sentence, or the words of an error page or a wall."""
    chars = length(blocks)
    if chars < _LEAST_CHARS:
        return Rejected(Reason.EMPTY, "no text found")
    if chars <= _FEW_CHARS:
        for block in blocks[:3]:
            if _NOT_FOUND.search(block.text):
                return Rejected(Reason.SOFT_404, block.text[:200])
            if is_wall(block.text):
                return Rejected(Reason.WALL, block.text[:200])
    if chars <= _MOST_SHELL and not any(_has_sentence(block.text) for block in blocks):
        return Rejected(Reason.EMPTY, "no sentence found")
    return None


def is_wall(line: str) -> bool:
    """Tell whether a title or line is a wall's: an article may quote one, or tell what one says."""
    found = boilerplate(Boilerplate.WALL).search(line)
    if found is None or is_reported(line):
        return False
    rest = line[found.end() :]
    goes_on = len(rest.split())
    return goes_on <= _LONG_WALL and not (_HEADLINE_AFTER.match(rest) and goes_on >= _HEADLINE_WORDS)


def _has_sentence(text: str) -> bool:
    if _UNMARKED.search(text):
        return True  # Thai and its neighbours end no sentence by a mark
    return _SENTENCE_END.search(text) is not None and (len(text.split()) >= _SENTENCE_WORDS or max(text) > "\u2e80")


def refuse_kind(evidence: Evidence, blocks: Sequence[Block]) -> Rejected | None:
    """Return why a page is a list of articles and not one of them."""
    if evidence.graph.articles or evidence.first_meta("article:published_time"):
        return None
    listed = any(is_a(node, _LIST_TYPES) for node in evidence.graph.nodes)
    linked = sum(block.link_share >= 0.5 for block in blocks)
    if (listed and linked * 2 > len(blocks)) or (len(blocks) >= 8 and linked > 0.8 * len(blocks)):
        return Rejected(Reason.NOT_ARTICLE, "mostly links to other pages")
    return None
