"""Telling people's names from desks, roles, outlets and scraps of bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.extract.clean import folded, one_line
from pipeline.text.wordclasses import given_names

MOST = 20
_MAX_CHARS = 80
_MOST_GIVEN = 3  # words of a given name with its initials

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
_WITH_COLON = re.compile(r"^\W*(?:著者|作者|記者|记者|撰文|執筆|执笔|文|編集|글|글쓴이|기자)\s?[:：]\s*")
_CHINESE_ROLE = re.compile(r"^(?:\w{2,6})?(?:记者|記者)\s+|\s+(?:编辑|編輯|责任编辑|責任編輯|校对|校對)\b.*$")
_PLACE = re.compile(r"\s+(?:in|aus|à|reporting from)\s+(?:the\s+)?[A-ZÀ-Þ].*$")
_OUTLETS = re.compile(r"^(?:[A-Z][\w&.-]*\s){0,2}[A-Z][\w&.-]*['’]s\s+(?=[A-ZÀ-Þ][\w.'’-]*\s)")
_INVERTED = re.compile(r"([^,]+),\s*([^,]+)")
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


def people_of(names: Iterable[str], outlet_names: frozenset[str], *, inverted: bool = False) -> tuple[str, ...]:
    """Return the persons (and agencies) in *names*, split, cleaned, in order, without repeats.

    *outlet_names* are folded: what the outlet calls itself is no author. *inverted*: see `split_names`.
    """
    found: dict[str, str] = {}
    for raw in names:
        for name in split_names(raw, inverted=inverted):
            if is_author(name, outlet_names):
                found.setdefault(folded(name), name)
    return tuple(found.values())[:MOST]


def split_names(raw: str, *, inverted: bool = False) -> list[str]:
    """Split "By A B, C D and E F" into names; commas and "and" part only names of two words or more, and agencies.

    "Family, Given" is put in order; *inverted* says that a name with one comma is written so for certain.
    """
    text = one_line(raw, 2000)
    if text is None:
        return []
    if inverted and (name := _INVERTED.fullmatch(text)) is not None and len(name[2].split()) <= _MOST_GIVEN:
        return [f"{name[2]} {name[1]}".strip()]
    names: list[str] = []
    for line in _HARD_SPLIT.split(text):
        piece = _CHINESE_ROLE.sub("", _WITH_COLON.sub("", BY.sub("", line)))
        parts = [part for part in _SPLIT.split(piece) if part]
        whole = all(len(part.split()) > 1 or folded(part) in AGENCIES for part in parts)
        names += parts if len(parts) > 1 and whole else [_in_order(piece)]
    return [_trimmed(name) for name in names]


def _in_order(piece: str) -> str:
    """Return "Lovelace, Ada" as "Ada Lovelace": a family name is one word before a comma, a given name known."""
    name = _INVERTED.fullmatch(piece)
    if name is None:
        return piece
    family, given = name[1].strip(), name[2].strip()
    if not given or any(word.casefold().strip(".") in _NOT_PEOPLE for word in given.split()):
        return piece
    is_name = (
        len(family.split()) == 1 and len(given.split()) <= _MOST_GIVEN and family[0].isupper() and given[0].isupper()
    )
    return f"{given} {family}" if is_name and folded(given) not in AGENCIES and family not in given_names() else piece


def _trimmed(name: str) -> str:
    name = _PLACE.sub("", _AFTER.sub("", BY.sub("", name)))
    return _OUTLETS.sub("", name).strip(" ,.:-–—@*\"'()")


def has_given_name(name: str) -> bool:
    """Tell whether *name* begins with a given name that is known."""
    return name.split(maxsplit=1)[0] in given_names() if name.strip() else False


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
