"""Pages that parse well and are no article: soft 404s, consent and log-in walls, empty shells, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.blocks import Block, length
from pipeline.extract.evidence import Evidence
from pipeline.extract.jsonld import is_a
from pipeline.records import Reason, Rejected

_FEW_CHARS = 700  # a text longer than this is no error message
_LEAST_CHARS = 25
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
_WALL = re.compile(
    r"^\W*(?:just a moment|attention required|access (?:to this page has been )?denied|are you (?:a )?(?:human|"
    r"robot)|security check|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|please verify|checking your browser|enable (?:javascript|cookies)|"
    r"(?:please )?(?:log|sign) ?in(?: to continue)?\W*$|anmelden\W*$|before you continue|your privacy choices|"
    r"we value your privacy|(?:we|wir) (?:use|verwenden|nutzen) cookies|cookie (?:consent|settings|policy)|"
    r"cookie-einstellungen|"
    r"zustimmung|einwilligung|datenschutz-?einstellungen|willkommen (?:zurück|bei).{0,30}(?:werbung|cookies)|"
    r"consent\W*$|"
    r"gestion des cookies|votre vie privée|403 forbidden|429 too many|pardon our interruption|captcha|ddos protection)",
    re.IGNORECASE,
)
_LIST_TYPES = ("collectionpage", "searchresultspage", "profilepage", "itemlist")


def refuse_title(title: str, chars: int) -> Rejected | None:
    """Return why a page with this title and so many characters of text is an error page or a wall."""
    if chars > _FEW_CHARS:
        return None
    if _NOT_FOUND.search(title):
        return Rejected(Reason.SOFT_404, title[:200])
    if _WALL.search(title):
        return Rejected(Reason.WALL, title[:200])
    return None


def refuse_blocks(blocks: Sequence[Block]) -> Rejected | None:
    """Return why this text is none: too little of it, or the words of an error page or a wall."""
    chars = length(blocks)
    if chars < _LEAST_CHARS:
        return Rejected(Reason.EMPTY, "no text found")
    if chars <= _FEW_CHARS:
        for block in blocks[:3]:
            if _NOT_FOUND.search(block.text):
                return Rejected(Reason.SOFT_404, block.text[:200])
            if _WALL.search(block.text):
                return Rejected(Reason.WALL, block.text[:200])
    return None


def refuse_kind(evidence: Evidence, blocks: Sequence[Block]) -> Rejected | None:
    """Return why a page is a list of articles and not one of them."""
    if evidence.graph.articles or evidence.first_meta("article:published_time"):
        return None
    listed = any(is_a(node, _LIST_TYPES) for node in evidence.graph.nodes)
    linked = sum(block.link_share >= 0.5 for block in blocks)
    if (listed and linked * 2 > len(blocks)) or (len(blocks) >= 8 and linked > 0.8 * len(blocks)):
        return Rejected(Reason.NOT_ARTICLE, "mostly links to other pages")
    return None
