"""Article -> Tags: everything that tagging says of one article, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.records import Article, Mention, Part, Tags, TopicTag
from pipeline.tag.catalog import Catalog
from pipeline.tag.disambiguate import is_ai, meant, settle
from pipeline.tag.match import Matcher
from pipeline.tag.newnames import new_names
from pipeline.tag.quotes import find_quotes
from pipeline.tag.relevance import Relevance
from pipeline.tag.salience import SIGNS, entity_tags, may_be_main, signals
from pipeline.tag.spelling import encodable, plainly
from pipeline.tag.topics import Evidence, Topic, Topics
from pipeline.tag.zones import zones_of
from pipeline.text.languages import language

MAYBE = 0.25  # relevance from which on topics and unknown names are sought, unless a model or a lab is named


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
        mentions = self.mentions_of(article)
        zones = zones_of(title, text)
        relevance = self._relevance.of(title, text, mentions, zones)
        entities = entity_tags(self._catalog, title, text, mentions)
        known = language(article.language)
        capitals_tell = known is None or not known.capital_nouns
        may_be_ai = relevance >= MAYBE or self._names_ai(mentions)
        return Tags(
            mentions=tuple(mentions),
            entities=entities,
            topics=self._topics.find(self._catalog, title, text, mentions, entities, zones) if may_be_ai else (),
            quotes=find_quotes(self._catalog, text, mentions),
            new_names=new_names(self._catalog, title, text, mentions) if may_be_ai and capitals_tell else (),
            relevance=relevance,
        )

    def mentions_of(self, article: Article) -> list[Mention]:
        """Return where *article* names what the catalog knows, the title first."""
        known = language(article.language)
        texts = {Part.TITLE: encodable(article.title), Part.TEXT: encodable(article.text)}
        return self._mentions(texts, known.name_endings if known else ())

    @property
    def topic_ids(self) -> tuple[str, ...]:
        """Return the topics that this tagger knows."""
        return tuple(one.id for one in self._topic_list)

    def topic_evidence(self, article: Article) -> dict[str, Evidence]:
        """Return what speaks for each topic in *article*, whether it is enough or not."""
        title, text = encodable(article.title), encodable(article.text)
        mentions = self.mentions_of(article)
        entities = entity_tags(self._catalog, title, text, mentions)
        return self._topics.evidence(self._catalog, title, text, mentions, entities)

    def topics_of(self, article: Article) -> tuple[TopicTag, ...]:
        """Return the topics of *article* whether it may be about AI or not."""
        title, text = encodable(article.title), encodable(article.text)
        mentions = self.mentions_of(article)
        return self._topics.find(
            self._catalog, title, text, mentions, entity_tags(self._catalog, title, text, mentions)
        )

    def main_signs(self, article: Article) -> dict[str, tuple[float, ...]]:
        """Return the signs of each entity that *article* may be about, in the order of `SIGNS`."""
        title, text = encodable(article.title), encodable(article.text)
        found = signals(self._catalog, title, text, self.mentions_of(article))
        return {
            entity_id: tuple(parts[name] for name in SIGNS)
            for entity_id, parts in found.items()
            if may_be_main(self._catalog, entity_id)
        }

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
