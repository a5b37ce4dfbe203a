"""What of an article tells its story from others: its words, by where they stand, who is named, and days."""

from __future__ import annotations

import math
from functools import lru_cache

from pipeline.facts.dates import event_dates
from pipeline.records import Article, StoryFeatures, Tags
from pipeline.text.languages import Language, english, language
from pipeline.text.scripts import has_others, language_by_script
from pipeline.text.sentences import may_open
from pipeline.text.stemming import stem
from pipeline.text.tokens import leading
from pipeline.text.tokens import terms as terms_of

MOST_TERMS = 80
LEAD_WORDS = 60
BODY_WORDS = 400  # what follows is background, often another story's

_TITLE, _LEAD, _BODY = 3.0, 1.5, 0.6
_NAME = 2.5  # a capitalised word inside a sentence
_ENTITY = 4.0  # times salience
MOST_DATES = 4
_SCRIPT_CHARS = 400  # of a text that are looked at for its script
MOST_NAMES = 12
OFTEN_NAMED = 4  # times that an entity stands in a text that is about it, whatever else it is about
OFTEN = 2  # times that a word stands with a capital inside a sentence, to be a name that the text is about


def story_features(article: Article, tags: Tags) -> StoryFeatures:
    """Return what *article* and its *tags* hold for stories: at most `MOST_TERMS` words and entities, the strongest.

    Words are reduced to the form that their inflections share in the language of *article*, and runs without blanks
    are cut as in `pipeline.text.tokens`.
    """
    found: dict[str, float] = {}
    names: dict[str, int] = {}
    known = _language(article)
    _count(found, names, article.title, _TITLE, known, title=True)
    lead, body = _zones(article.text)
    if not lead.strip():
        # A headline alone has no word to spare: another's "add ons" must meet its "add-ons".
        parts = " ".join(token for token in article.title.split() if "-" in token).replace("-", " ")
        _count(found, names, parts, _TITLE, known, title=True)
    _count(found, names, lead, _LEAD, known)
    _count(found, names, body, _BODY, known)
    words_weighed = {term: 1.0 + math.log(weight) if weight > 1 else weight for term, weight in found.items()}
    entities = {tag.entity_id: _ENTITY * max(tag.salience, 0.1) for tag in tags.entities if not tag.implied}
    weighed = [*words_weighed.items(), *entities.items()]
    strongest = sorted(weighed, key=lambda pair: (-pair[1], not is_entity(pair[0]), pair[0]))[:MOST_TERMS]
    often = sorted((term for term in found if names.get(term, 0) >= OFTEN), key=lambda term: -names[term])
    published = article.published_at
    return StoryFeatures(
        words={term: round(weight, 3) for term, weight in strongest if not is_entity(term)},
        entities={term: round(weight, 3) for term, weight in strongest if is_entity(term)},
        names=tuple(often[:MOST_NAMES]),
        mains=tuple(tag.entity_id for tag in tags.entities if tag.main or tag.mentions >= OFTEN_NAMED),
        dates=() if published is None else event_dates(article.text, published.date())[:MOST_DATES],
    )


def is_entity(term: str) -> bool:
    """Return whether a term of a vector is an entity's id, not a word."""
    return ":" in term


def _zones(text: str) -> tuple[str, str]:
    """Return the lead and the body of *text*; where no blanks part words, so many characters stand for a word."""
    if has_others(text):
        lead = leading(text, LEAD_WORDS)
        return text[:lead], text[lead : leading(text, BODY_WORDS)]
    words = text.split()
    return " ".join(words[:LEAD_WORDS]), " ".join(words[LEAD_WORDS:BODY_WORDS])


def _language(article: Article) -> Language:
    """Return the language whose stop words and stems serve *article*; English, where none is known."""
    tag = article.language or language_by_script(f"{article.title} {article.text[:_SCRIPT_CHARS]}")
    return language(tag) or english()


def _count(
    found: dict[str, float], names: dict[str, int], text: str, weight: float, known: Language, *, title: bool = False
) -> None:
    for token, start, _ in terms_of(text, known):
        term = _term(token, known)
        if term is None:
            continue
        if title or not token[0].isupper() or may_open(text, start, speech=True):
            found[term] = found.get(term, 0.0) + weight
        else:
            found[term] = found.get(term, 0.0) + weight * _NAME
            names[term] = names.get(term, 0) + (not known.capital_nouns)


@lru_cache(maxsize=200_000)  # articles share most of their words
def _term(token: str, known: Language) -> str | None:
    """Return the form that *token* is counted by; None for a word that no story can be known by."""
    folded = token.casefold().replace("\u2019", "'")
    if folded in known.stop or (len(folded) < 2 and not folded.isdecimal()):
        return None
    return stem(folded, known)
