"""Which of a story's quotations is worth pulling out: the one that tells most, not the first.

A quotation tells by its content words, its figures and by what headline and lead have not said already. It tells more
when several outlets chose it, or when somebody whom the story is about says it. Delight
is what every company expresses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from newsdesk.digest.model import Quote
from pipeline.text.languages import english
from pipeline.text.tokens import terms
from storage.queries.digest import ArticleRow, QuoteRow

LENGTH = range(30, 241)  # characters of a quotation worth pulling out
_MOST_TERMS = 14  # more words do not tell more
_DELIGHT = re.compile(
    r"(?i)\b(?:excited|thrilled|delighted|proud|pleased|honou?red|humbled|incredibl[ey]|amazing|game.changer|"
    r"world.class|best.in.class|journey|passionate|committed to|look(?:ing)? forward|no comment|declined)\b"
)
_FIGURE = re.compile(r"\d")
# What cannot be understood without the sentence before it.
_HANGING = re.compile(r"(?i)^(?:and|but|so|because|or|then|also|he|she|they|it|this|that|these|those)\b")


def choose_quote(articles: Sequence[ArticleRow], told: Iterable[str]) -> Quote | None:
    """Return the quotation of *articles* that tells most besides what was *told* already; None when none has a speaker.

    Of equals the earlier one is taken. *articles* are in order of time.
    """
    known = _content(" ".join(told))
    main = {named.name for article in articles for named in article.named if named.main}
    chosen_by: dict[str, set[str]] = {}
    for article in articles:
        for quote in article.quotes:
            chosen_by.setdefault(_spoken(quote.quote), set()).add(article.voice)
    candidates = [(article, quote) for article in articles for quote in article.quotes if _stands_alone(quote)]
    if not candidates:
        return None
    article, quote = max(
        candidates,
        key=lambda one: _worth(one[1], known, main, len(chosen_by[_spoken(one[1].quote)])),  # max keeps the first
    )
    return Quote(quote.quote.rstrip(","), quote.speaker or "", article.outlet, article.url)


def _stands_alone(quote: QuoteRow) -> bool:
    words = quote.quote
    return bool(quote.speaker) and len(words) in LENGTH and words[:1].isupper() and "\n" not in words


def _worth(quote: QuoteRow, known: Collection[str], main: Collection[str], outlets: int) -> float:
    content = _content(quote.quote)
    worth = float(min(len(content - set(known)), _MOST_TERMS))
    worth += 2.0 * bool(_FIGURE.search(quote.quote))
    worth += 3.0 * (outlets - 1)
    worth += 2.0 * any(quote.speaker in name or name in (quote.speaker or "") for name in main if quote.speaker)
    worth -= 3.0 * len(_DELIGHT.findall(quote.quote))
    worth -= 2.0 * bool(_HANGING.match(quote.quote))
    return worth


def _content(text: str) -> set[str]:
    return {term.text for term in terms(text, english())} - english().stop


def _spoken(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())
