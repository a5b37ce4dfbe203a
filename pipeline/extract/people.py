"""Telling people's names from desks, roles, outlets and scraps of bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.extract.clean import folded, one_line

MOST = 20
_MAX_CHARS = 80

BY = re.compile(
    r"^\W*(?:(?:written|reported|story|text|words|posted|published|verfasst|geschrieben|ein(?:e)? \w+|kommentar|"
    r"interview|analyse|"
    r"escrito|scritto|écrit|publié|publicado|geschreven|skrevet|skriven)?\s*(?:by|von|par|por|di|av|af|door|"
    r"przez|od|tarafından)|"
    r"tekst|text|texto|texte|testo|autor(?:in|en|es|a)?|authors?|auteurs?|autore|yazan|written|reporter|"
    r"redakteur(?:in)?|fotos? und text|"
    r"автор|текст|редактор|autorë)\b[:\s]*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s+(?:기자|특파원|記者|记者|氏|외 \d+명)\b.*$|"
    r"\s*[,(–-]\s*(?:dpa|afp|reuters|ap|epd|kna|apa|sda)\b.*$|\s+(?:for|für|in|"
    r"at|für die) the .*$",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|•·\n]|,|&|/|\band\b|\bund\b|\bet\b|\by\b|\bе\b|\bи\b|\boch\b|\bog\b|\ben\b|\bi\b|\bdan\b|\bve\b)\s*"
)
_HARD_SPLIT = re.compile(r"\s*[;|•·\n]\s*")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# who reports for others: told as authors, since it says where a text comes from
AGENCIES = frozenset(
    "reuters dpa afp ap apa sda keystonesda ansa efe epa epd kna belga anp ntb tt ritzau stt pap čtk mti tass "
    "interfax kyodo yonhap xinhua pti "
    "ians anadolu anadoluajansı anadoluagency associatedpress theassociatedpress agencefrancepresse "
    "afpdeutschland bloomberg bloombergnews pa "
    "pamedia paMedia europapress lusa adnkronos agi jiji aap cp thecanadianpress statnews".lower().split()
)

_NOT_PEOPLE = _listed(
    """
    staff editor editors editorial team desk newsroom news reporter reporters correspondent correspondents admin
    administrator redaktion redaction rédaction redacción redaccion redazione redactie redação redacao agency
    agencies agence press bureau service contributor contributors guest author authors unknown anonymous none null
    online magazine times post journal webmaster board wire newswire magazin redaktor redakcja redaksi redaktionen
    writer writers journalist redakteur redakteurin korrespondent korrespondentin autor autorin columnist producer
    chief head senior junior freelance periodista journaliste giornalista volontär volontärin praktikant follow
    profile email mail twitter facebook instagram linkedin bluesky mastodon share save comments comment updated
    published posted read minutes min image images photo photos getty foto fotos bild video podcast newsletter
    subscribe sign more view all about home blog website www http company inc gmbh ag ltd llc verlag publishing
    media group network university institute foundation association verein ministry ministerium ministerio ministère
    department council commission committee government nachrichten newspaper zeitung kommentar kommentare analyse
    analysis opinion meinung interview special exclusive today heute uhr am pm ago lifestyle sport sports politics
    politik business wirtschaft technology tech science culture kultur
    """
)
_PARTICLES = _listed(
    """
    von van vom zu zum zur de der den des del della di da das do dos du la le les el al bin ibn ben bat y e i of af
    av ter ten und
    """
)


def people_of(names: Iterable[str], outlet_names: frozenset[str]) -> tuple[str, ...]:
    """Return the persons (and agencies) in *names*, split, cleaned, in order, without repeats.

    *outlet_names* are folded: what the outlet calls itself is no author.
    """
    found: dict[str, str] = {}
    for raw in names:
        for name in split_names(raw):
            if is_author(name, outlet_names):
                found.setdefault(folded(name), name)
    return tuple(found.values())[:MOST]


def split_names(raw: str) -> list[str]:
    """Split "By A B, C D and E F" into names; commas and "and" part only names of two words or more, and agencies."""
    text = one_line(raw, 2000)
    if text is None:
        return []
    names: list[str] = []
    for line in _HARD_SPLIT.split(text):
        piece = BY.sub("", line)
        parts = [part for part in _SPLIT.split(piece) if part]
        whole = all(len(part.split()) > 1 or folded(part) in AGENCIES for part in parts)
        names += parts if len(parts) > 1 and whole else [piece]
    return [_AFTER.sub("", BY.sub("", name)).strip(" ,.:-–—@*\"'()") for name in names]


def is_author(name: str, outlet_names: frozenset[str]) -> bool:
    """Tell whether *name* can be a person's or is an agency's: no address, no desk, not the outlet itself."""
    key = folded(name)
    if key in outlet_names:
        return False
    if key in AGENCIES:
        return True
    if not 1 < len(name) <= _MAX_CHARS or any(mark in name for mark in "@/{}<>=#$%") or any(map(str.isdigit, name)):
        return False
    words = name.casefold().replace(".", " ").replace("-", " ").split()
    if not words or len(words) > 6 or any(word.strip(",:;()") in _NOT_PEOPLE for word in words):
        return False
    return name.casefold().rpartition(".")[2] not in ("com", "de", "org", "net")


def looks_like_name(text: str) -> bool:
    """Tell whether running text is written like a person's full name: two to five words, each with a capital."""
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or len(text) > 50:
        return False
    return all(
        word[0].isupper() or word.casefold() in _PARTICLES or word.startswith(("d'", "d’", "al-")) for word in words
    ) and (words[0][0].isupper() and words[-1][0].isupper())
