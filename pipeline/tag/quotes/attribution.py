"""Who said what: direct quotes, and the speaker that a verb of saying ties to each. No verb, no speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import Mention, Quote
from pipeline.tag.catalog import Catalog
from pipeline.tag.quotes.cues import Said, names_a_work, said_after, said_before
from pipeline.tag.quotes.marks import Quotation, quotations, without_quotations
from pipeline.tag.quotes.speakers import Speakers
from pipeline.text.patterns import lazy_pattern

FEWEST_WORDS = 3
MOST_ATTRIBUTED = 500  # quotes of one article; what has more is a collection of them, and would take seconds

_LINE_END = lazy_pattern(r"[ \t]*(?:\n|$)")
_A_SENTENCE = 25  # characters; less may be a heading
_BETWEEN = 260  # characters between two parts of one split quote


def find_quotes(catalog: Catalog, text: str, mentions: Sequence[Mention]) -> tuple[Quote, ...]:
    """Return the direct quotes of *text* in order, with speaker and the speaker's entity where the text says so."""
    marked = quotations(text)
    spoken = [one for one in marked if len(text[one.start : one.end].split()) >= FEWEST_WORDS]
    if not spoken:
        return ()
    story = without_quotations(text, marked)
    speakers = Speakers(catalog, text, story, mentions)
    found: list[Quote] = []
    for place, one in enumerate(spoken):
        quote = Quote(one.start, one.end, text[one.start : one.end])
        if place < MOST_ATTRIBUTED:
            quote = _attributed(story, speakers, one, quote, (spoken[place - 1], found[-1]) if place else None)
        found.append(quote)
        if quote.speaker:
            _hand_back(story, spoken, found)
    return tuple(found)


def _attributed(
    story: str, speakers: Speakers, one: Quotation, quote: Quote, previous: tuple[Quotation, Quote] | None
) -> Quote:
    """Return *quote*, which stands where *one* does, with its speaker if the text says whose it is."""
    last, same = previous or (None, quote)
    said = _said(story, speakers, one, quote)
    if said is None:
        if last and same.speaker and _goes_on(story, speakers, last, one, same.speaker):
            return _by(quote, same)
        said = _led_in(story, speakers, one, quote)
    elif last and same.speaker and said.place is None and speakers.sentence_start(one.opening) <= last.opening:
        return replace(_by(quote, same), cue=said.cue)  # `“...,” she said, adding: “...”`
    if said is None:
        return quote
    if (speaker := speakers.who(said, one.opening)) is None:
        return replace(quote, cue=said.cue)
    return replace(quote, cue=said.cue, speaker=speaker.name, speaker_id=speaker.entity_id)


def _said(story: str, speakers: Speakers, one: Quotation, quote: Quote) -> Said | None:
    ending = quote.quote[-1]
    words = len(quote.quote.split())
    sentence = speakers.sentence_start(one.opening)
    if quote.quote[0].isupper() and names_a_work(story, sentence, one.opening):
        return None
    before = said_before(story, sentence, one.opening, words)
    after = said_after(story, one.closing, ending) if one.closed else None
    if ending in ",?!" or story[one.closing : one.closing + 1] == ",":
        return after or before
    return before or after


def _led_in(story: str, speakers: Speakers, one: Quotation, quote: Quote) -> Said | None:
    """Return whom the sentence before names, if the quotation is one itself: `He says they are late. “We ...”`."""
    start = speakers.sentence_start(one.opening)
    if (
        start == 0
        or story[start : one.opening].strip()
        or not quote.quote[0].isupper()
        or quote.quote[-1] not in ".!?…"
    ):
        return None
    if story[start - 1] == "\n":
        return None
    told = said_before(story, speakers.sentence_start(start - 1), start, len(quote.quote.split()))
    return told if told and told.place else None


def _goes_on(story: str, speakers: Speakers, last: Quotation, one: Quotation, speaker: str) -> bool:
    """Return whether a quotation without a verb of its own has the speaker of the one before.

    Of a split quote only the attribution stands between the two, or what the same person did besides; a paragraph that
    opens with a mark goes on from one whose marks do not close, and one that is nothing but a quotation from a
    paragraph that ends with one.
    """
    between = story[last.closing : one.opening]
    if "\n" in between:
        if not _begins_paragraph(story, one):
            return False
        if not between.strip():
            return not last.closed or _is_paragraph(story, one)
        return (
            _is_paragraph(story, one)
            and one.end - one.start > _A_SENTENCE
            and _only_an_attribution(speakers, last, one)
        )
    sentence = speakers.sentence_start(one.opening)
    if len(between) > _BETWEEN or sentence <= last.closing:
        return len(between) <= _BETWEEN
    if story[sentence : one.opening].strip():
        return False
    while (begin := speakers.sentence_start(sentence - 1)) > last.closing and story[last.closing : begin].strip():
        if not speakers.keeps(speaker, begin):
            return False
        sentence = begin
    return True


def _only_an_attribution(speakers: Speakers, last: Quotation, one: Quotation) -> bool:
    """`“We are late,” Doe told us.` and then a paragraph that is a quotation: nobody else came in between."""
    return (
        one.opening - last.closing <= _BETWEEN
        and speakers.sentence_start(speakers.sentence_start(one.opening) - 1) <= last.closing
    )


def _hand_back(story: str, spoken: Sequence[Quotation], found: list[Quote]) -> None:
    """Give the last speaker also to the paragraphs of the same speech before, which were waiting for a name."""
    for place in range(len(found) - 2, -1, -1):
        one, following = spoken[place], spoken[place + 1]
        between = story[one.closing : following.opening]
        speech = _begins_paragraph(story, one) and _begins_paragraph(story, following) and not between.strip()
        if found[place].speaker or not speech:
            return
        found[place] = _by(found[place], found[-1])


def _by(quote: Quote, other: Quote) -> Quote:
    return replace(quote, speaker=other.speaker, speaker_id=other.speaker_id, cue=other.cue)


def _begins_paragraph(story: str, one: Quotation) -> bool:
    return one.opening == 0 or story[one.opening - 1] == "\n"


def _is_paragraph(story: str, one: Quotation) -> bool:
    return _begins_paragraph(story, one) and _LINE_END.match(story, one.closing) is not None
