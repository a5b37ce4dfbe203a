"""Article -> Tags: everything that tagging says of one article, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.records import Article, Mention, Part, Tags
from pipeline.tag.catalog import Catalog
from pipeline.tag.disambiguate import is_ai, meant, settle
from pipeline.tag.match import Matcher
from pipeline.tag.newnames import new_names
from pipeline.tag.quotes import find_quotes
from pipeline.tag.relevance import Relevance
from pipeline.tag.salience import entity_tags
from pipeline.tag.spelling import encodable, plainly
from pipeline.tag.topics import Topic, Topics
from pipeline.text.languages import language

NAMING = 0.25  # relevance from which on unknown names are sought, unless a model or a lab is named


class Tagger:
    """Knows a catalog and topics; building one costs some tenths of a second, tagging an article one or two
    milliseconds."""

    def __init__(self, catalog: Catalog, topics: Iterable[Topic] = ()) -> None:
        self._catalog = catalog
        self._topic_list = tuple(topics)
        self._matcher = Matcher(catalog)
        self._topics = Topics(self._topic_list)
        self._relevance = Relevance(catalog)

    def tag(self, article: Article) -> Tags:
        """Return who and what *article* names, what it is about, who is quoted, and which names are new."""
        title, text = encodable(article.title), encodable(article.text)
        known = language(article.language)
        mentions = self._mentions({Part.TITLE: title, Part.TEXT: text}, known.name_endings if known else ())
        relevance = self._relevance.of(title, text, mentions)
        entities = entity_tags(self._catalog, title, text, mentions)
        seeks_names = relevance >= NAMING or self._names_ai(mentions)
        return Tags(
            mentions=tuple(mentions),
            entities=entities,
            topics=self._topics.find(self._catalog, title, text, mentions, entities),
            quotes=find_quotes(self._catalog, text, mentions),
            new_names=new_names(self._catalog, title, text, mentions) if seeks_names else (),
            relevance=relevance,
        )

    def _mentions(self, texts: Mapping[Part, str], endings: Sequence[str] = ()) -> list[Mention]:
        candidates = []
        for part, text in texts.items():
            plain = plainly(text)
            candidates += [(part, match, alone) for match, alone in meant(plain, self._matcher.find(plain, endings))]
        return settle(self._catalog, texts, candidates)

    def _names_ai(self, mentions: Iterable[Mention]) -> bool:
        return any(is_ai(self._catalog, self._catalog.entities[one.entity_id]) for one in mentions)

    def __reduce__(self) -> tuple[type[Tagger], tuple[Catalog, tuple[Topic, ...]]]:
        return Tagger, (self._catalog, self._topic_list)  # an automaton does not pickle
