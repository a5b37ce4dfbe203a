"""The report that an article says it rests on: "first reported by Reuters", "wie der Spiegel berichtet"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.canonical import site_of
from pipeline.extract.blocks import Block
from pipeline.records import Attribution, Link

_LEADING_BLOCKS = 8  # an article that rests on another says so early
_MOST_PHRASE = 120
_MOST_CHARS = 3000  # of a paragraph that is looked at

# Newsrooms that others rewrite; a link to another site names any other outlet.
_NEWSROOMS = (
    r"(?:The )?(?:Associated Press|Wall Street Journal|New York Times|Washington Post|Financial Times|"
    r"Information|Verge|Guardian|Times|"
    r"Economist|Atlantic|Intercept|Telegraph|Hill|Register|Logic|Block)|Reuters|Bloomberg(?: News)?|Axios|CNBC|"
    r"CNN|NBC News|CBS News|"
    r"ABC News|Fox News|BBC|NPR|AFP|AP|dpa|Wired|WIRED|TechCrunch|Ars Technica|404 Media|Semafor|"
    r"Business Insider|Insider|Politico|POLITICO|"
    r"Fortune|Forbes|Time|MIT Technology Review|VentureBeat|Platformer|The Decoder|Handelsblatt|Spiegel|SPIEGEL|"
    r"Zeit|ZEIT|FAZ|"
    r"Süddeutsche[rn]? Zeitung|Bild|BILD|Heise|heise online|Golem(?:\.de)?|Le Monde|Les [EÉ]chos|Le Figaro|"
    r"El Pa[ií]s|Corriere della Sera|"
    r"Nikkei(?: Asia)?|South China Morning Post|SCMP|Caixin|Yonhap|Kyodo|Xinhua|Der Standard|NZZ|"
    r"Neue[rn]? Zürcher Zeitung"
)
_NAME = rf"(?P<outlet>{_NEWSROOMS}|[A-Z][\w.&'’-]+(?: (?:of |the |della |de )?[A-Z][\w.&'’-]+){{0,3}})"
_KNOWN = rf"(?P<outlet>{_NEWSROOMS})"
_PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:first|originally|earlier|previously) (?:reported|published|revealed) (?:by|in|on) {_NAME}",
        rf"(?:as|was|were|been) (?:first )?reported (?:\w+ )?by {_NAME}",
        rf"(?:according to|citing) (?:a |an )?(?:new |recent |earlier )?(?:report|article|story|"
        rf"investigation) (?:by|from|in|on|published by) {_NAME}",
        rf"(?:according to|citing|in an interview with|told) {_KNOWN}\b",
        rf"(?:\b[Aa] |\b[Tt]he )(?:new |recent )?report (?:by|from|in) {_NAME}",
        rf"{_KNOWN}(?: \w+)? (?:first |earlier )?(?:reported|reports|revealed|has learned)\b",
        rf"(?:[Ww]ie|[Ss]o) (?:zuerst |zunächst )?(?:der|die|das)? ?[„\"»]?{_KNOWN}[“\"«]? (?:\w+ )?(?:berichtet|"
        rf"schreibt|meldet)",
        rf"(?:[Ll]aut|[Nn]ach) (?:einem |eines )?(?:Berichts?|Informationen|Angaben|Recherchen)? ?(?:der|des|von|"
        rf"im|in der)? ?[„\"»]?{_KNOWN}",
        rf"(?:[Bb]erichtet|[Mm]eldet|[Ss]chreibt) (?:die|der|das)? ?[„\"»]?{_KNOWN}",
        rf"(?:[Ss]elon|[Dd]'après|rapporte|révèle|a révélé) (?:une enquête |les informations |le |la |l['’]|du |"
        rf"de )?{_KNOWN}",
        rf"(?:[Ss]egún|informó|reveló|publicó|publica) (?:el |la |un informe de )?(?:diario )?{_KNOWN}",
        rf"(?:[Ss]econdo|riporta|scrive) (?:il |la |quanto riportato da )?{_KNOWN}",
    )
)
# One stands in every phrase. Looked for as they are, in lower case, they take a tenth of a pattern's time.
_CUES = (
    "report",
    "accord",
    "citing",
    "told",
    "reveal",
    "learned",
    "interview",
    "publish",
    "appeared",
    "bericht",
    "laut",
    "meldet",
    "schreibt",
    "selon",
    "d'après",
    "rapporte",
    "révél",
    "révèle",
    "según",
    "informó",
    "reveló",
    "publicó",
    "publica",
    "secondo",
    "riporta",
    "scrive",
    "via",
    "nach ",
)
# without a name of its own: the link says who
_UNNAMED = re.compile(
    r"(?:first|originally) (?:reported|published|appeared)|as reported|according to (?:a|the) (?:new )?report|"
    r"reported (?:on|earlier|today)|"
    r"berichtet|laut (?:einem )?bericht|selon|rapporte|según|via\b",
    re.IGNORECASE,
)


def find_original(blocks: Sequence[Block], url: str, outlet: str) -> Attribution | None:
    """Return the first attribution to another outlet's report in the article's lead, preferring one with a link."""
    found = [one for block in blocks[:_LEADING_BLOCKS] for one in _in_block(block, url, outlet)]
    return next((one for one in found if one.url), found[0] if found else None)


def _in_block(block: Block, url: str, outlet: str) -> Iterator[Attribution]:
    text = block.text[:_MOST_CHARS]
    lowered = text.lower()
    if not any(cue in lowered for cue in _CUES):
        return
    site = site_of(url)
    foreign = [link for link in block.links if site_of(link.url) != site]
    for pattern in _PHRASES:
        if match := pattern.search(text):
            name = match["outlet"].strip(" ,.'’")
            if name.casefold() in outlet.casefold() or outlet.casefold() in name.casefold():
                continue
            yield Attribution(match[0][:_MOST_PHRASE], name, _link_for(block, match, name, foreign))
    if match := _UNNAMED.search(text):
        near = [link for link in foreign if abs(block.text.find(link.text) - match.start()) < _MOST_PHRASE]
        if near and len(near[0].text.split()) <= 6:
            start, end = sorted((match.start(), block.text.find(near[0].text)))
            phrase = block.text[start : max(end + len(near[0].text), match.end())]
            yield Attribution(phrase[:_MOST_PHRASE], near[0].text if near[0].text[:1].isupper() else None, near[0].url)


def _link_for(block: Block, match: re.Match[str], name: str, links: Sequence[Link]) -> str | None:
    """Return the link that holds the attribution's words, or points to the outlet it names."""
    key = "".join(char for char in name.casefold() if char.isalnum())
    for link in links:
        place = block.text.find(link.text)
        touches = place < match.end() + 40 and place + len(link.text) > match.start() - 40
        if touches or key in site_of(link.url).replace("-", ""):
            return link.url
    return None
