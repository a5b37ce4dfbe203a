"""Reclustering the open stories: what grew together is merged, what was wrongly joined is split.

Assigning sees one article and what came before it; here all articles of a neighbourhood are seen at once, so
that the order of their arrival no longer matters. Articles are gathered by average linkage (UPGMA, Sokal and
Michener 1958), but two groups of some size that are much less alike than each is in itself are two events,
however alike they are: two fires in two shops of one chain.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

import numpy as np

from pipeline.stories.changes import Merge, Move, merge
from pipeline.stories.headlines import recluster_headlines
from pipeline.stories.index import StoryIndex
from pipeline.stories.links import NOBODY_CREDITED, Credited, Links
from pipeline.stories.open_story import OpenMember, OpenStory, by_age, gap
from pipeline.stories.rules import DEFAULT_RULES, Matrix, StoryRules
from pipeline.stories.similarity import mean_similarity, time_decay
from pipeline.stories.vectors import ArticleVector

MOST_AT_ONCE = 250  # articles of one neighbourhood; of more, the newest
LOOSE = 0.5  # of `cut`: stories of this similarity are reclustered together
HOUR = timedelta(hours=1)
NEAR = 6  # stories that a changed one is reclustered with


def recluster(
    stories: StoryIndex,
    held: Collection[int] = (),
    rules: StoryRules = DEFAULT_RULES,
    credited: Credited = NOBODY_CREDITED,
) -> list[Merge | Move]:
    """Return what to change about the stories that changed.

    A story keeps its number with the group that has most of its articles. *held* are stories with articles
    from before the window: the group that has their first open article keeps the number. Linked articles, see
    `pipeline.stories.links`, are never parted.
    """
    changes: list[Merge | Move] = []
    for linked, its_rules in ((_tells, rules), (_means, rules.for_linked_headlines())):
        links = Links(stories, its_rules.late, credited)
        for neighbourhood in _neighbourhoods(stories, linked, its_rules, links):
            members = _originals(neighbourhood)[-MOST_AT_ONCE:]
            if len(members) > 1:
                groups = _groups(stories, members, its_rules, links)
                placed = [[members[position] for position in group] for group in groups]
                changes += _changes(stories, placed, held, links)
    return changes + recluster_headlines(
        stories, {change.gone for change in changes if isinstance(change, Merge)}, rules
    )


def _tells(story: OpenStory) -> bool:
    return story.has_body


def _means(story: OpenStory) -> bool:
    return not story.has_body and story.embedding is not None


def _groups(stories: StoryIndex, members: Sequence[OpenMember], rules: StoryRules, links: Links) -> list[list[int]]:
    """Return the places of *members*, who are in the order of time, in groups.

    Of linked members the oldest stands for all: that the others are nothing like it was known when they were linked.
    """
    chains = {chain[0]: chain for chain in links.together(members)}
    following = {place for chain in chains.values() for place in chain[1:]}
    places = [place for place in range(len(members)) if place not in following]
    leading = [members[place] for place in places]
    similarity, hours = _compared(stories, leading, rules)
    return [
        sorted(one for position in part for one in chains.get(places[position], [places[position]]))
        for group in partition(similarity, hours, rules)
        for part in _split_bursts(group, leading, similarity, rules)
    ]


def partition(similarity: Matrix, hours: Matrix, rules: StoryRules = DEFAULT_RULES) -> list[list[int]]:
    """Gather n articles of *similarity* (n x n), dated *hours* (n), into groups of places, by average linkage."""
    linkage = _Linkage(similarity)
    while True:
        one, other, mean = linkage.nearest()
        if mean < rules.cut:
            break
        groups = linkage.groups
        own = [linkage.own(each) for each in (one, other) if len(groups[each]) >= rules.group]
        pair = len(groups[one]) + len(groups[other]) == 2
        too_far = pair and mean < rules.join
        if too_far or _two_events(mean, own, hours[groups[one]], hours[groups[other]], rules):
            linkage.part(one, other)
        else:
            linkage.join(one, other)
    return sorted(sorted(group) for group in linkage.groups.values())


class _Linkage:
    """Groups of places, each named by one of them, and the mean similarity between each two."""

    def __init__(self, similarity: Matrix) -> None:
        count = len(similarity)
        self.groups = {position: [position] for position in range(count)}
        self._between = similarity.astype(float)  # sums of similarities between two groups
        np.fill_diagonal(self._between, 0.0)
        self._within = np.zeros(count)
        self._mean = self._between.copy()
        np.fill_diagonal(self._mean, -1.0)

    def nearest(self) -> tuple[int, int, float]:
        """Return the two groups that are most alike, and how much; below 0 when none may be joined any more."""
        one, other = (int(position) for position in np.unravel_index(self._mean.argmax(), self._mean.shape))
        return one, other, float(self._mean[one, other])

    def own(self, group: int) -> float:
        """Return the mean similarity of two of a group."""
        return float(self._within[group]) / math.comb(len(self.groups[group]), 2)

    def part(self, one: int, other: int) -> None:
        """Let two groups never be joined as they are."""
        self._mean[one, other] = self._mean[other, one] = -1.0

    def join(self, one: int, other: int) -> None:
        """Add the group *other* to the group *one*."""
        between, mean, groups = self._between, self._mean, self.groups
        self._within[one] += self._within[other] + between[one, other]
        groups[one] += groups.pop(other)
        between[one] += between[other]
        between[one, one] = 0.0
        between[:, one] = between[one]
        mean[other] = mean[:, other] = -1.0
        others = np.array([third for third in groups if third != one], np.intp)
        sizes = np.array([len(groups[third]) for third in others.tolist()])
        mean[one, others] = mean[others, one] = between[one, others] / (len(groups[one]) * sizes)


def _two_events(mean: float, own: Sequence[float], times: Matrix, others: Matrix, rules: StoryRules) -> bool:
    """Return whether two groups are much less alike, at *mean*, than those of some size are in themselves, *own*.

    A lone article must come near enough to a group; two groups the nearer, the more they came in two bursts.
    """
    if not own:
        return False
    if len(own) == 1:
        return mean < rules.lone * own[0]
    bursts = abs(times.mean() - others.mean()) / (times.std() + others.std() + 1)
    return bool(mean < (rules.apart + rules.burst_gap * bursts) * sum(own) / 2)


def _split_bursts(
    group: Sequence[int], members: Sequence[OpenMember], similarity: Matrix, rules: StoryRules
) -> list[list[int]]:
    """Part *group*, in the order of time, where after a long silence an outlet writes again and not nearly the same."""
    bursts = [[group[0]]]
    for before, position in pairwise(group):
        if members[position].dated_at - members[before].dated_at >= rules.quiet:
            bursts.append([])
        bursts[-1].append(position)
    events = [bursts[0]]
    for burst in bursts[1:]:
        wrote, writes = ({members[position].outlet for position in part} for part in (events[-1], burst))
        if wrote & writes and similarity[np.ix_(events[-1], burst)].mean() < rules.resumed * rules.cut:
            events.append(burst)
        else:
            events[-1] += burst
    return events


def _neighbourhoods(
    stories: StoryIndex, linked: Callable[[OpenStory], bool], rules: StoryRules, links: Links
) -> Iterator[list[OpenStory]]:
    """Yield the *linked* stories that changed, each with those of some similarity, and those that it is linked to."""
    parent: dict[int, int] = {}

    def root(story_id: int) -> int:
        while parent.setdefault(story_id, story_id) != story_id:
            story_id = parent[story_id]
        return story_id

    def gather(one: OpenStory, other: OpenStory) -> None:
        roots = root(one.story_id), root(other.story_id)
        parent[max(roots)] = min(roots)

    changed = sorted(story_id for story_id in stories.changed if story_id in stories.stories)
    for story_id in changed:
        story = stories.stories[story_id]
        if not linked(story):
            continue
        root(story_id)
        told = story.vector
        for other in stories.candidates(told.ids, told.total, NEAR + 1, story.embedding):
            if not linked(other) or other is story:
                continue
            if _alike(story, other, rules) >= LOOSE * rules.cut:
                gather(story, other)
        for other in links.find(story):
            if linked(other):
                gather(story, other)
        for other, rests_on in list(links.credited(story)):
            if linked(other) and _alike(story, other, rules) >= rules.credited * rules.cut:
                links.link(story, rests_on)
                gather(story, other)
    together: dict[int, list[OpenStory]] = {}
    for story_id in sorted(parent):
        together.setdefault(root(story_id), []).append(stories.stories[story_id])
    yield from together.values()


def _alike(story: OpenStory, other: OpenStory, rules: StoryRules) -> float:
    """Return the mean similarity of two stories, less for the time between them; 0 when that is too long."""
    apart = max(gap(other, story.oldest_at), timedelta(0))
    return mean_similarity(story, other, rules) * time_decay(apart, rules.decay) if apart <= rules.window else 0.0


def _originals(neighbourhood: Sequence[OpenStory]) -> list[OpenMember]:
    # A headline that stands in a story of full texts stays there.
    members = (
        member
        for story, has_body in ((story, story.has_body) for story in neighbourhood)
        for member in story.members
        if member.copy_of is None and (member.words or not has_body)
    )
    return sorted(members, key=by_age)


def _compared(stories: StoryIndex, members: Sequence[OpenMember], rules: StoryRules) -> tuple[Matrix, Matrix]:
    """Return the similarity of each two of *members*, n x n, and when they came out, in hours."""
    vectors = [article for member in members if (article := stories.vector_of(member.article_id)) is not None]
    hours = np.array([member.dated_at.timestamp() / 3600 for member in members])
    apart = np.abs(hours[:, None] - hours[None, :])
    unmentioned = _distinguishing(stories, vectors)
    similarity = _similarities(vectors, rules) * (1 - rules.distinguishing * unmentioned)
    outlets = np.array([member.outlet for member in members])
    serial = (outlets[:, None] == outlets[None, :]) & (apart >= rules.serial / HOUR)
    similarity = np.where(
        serial, np.where(similarity < rules.template, similarity / rules.serial_factor, 0.0), similarity
    )
    return similarity * np.exp(-apart / (rules.decay / HOUR)), hours


def _similarities(vectors: Sequence[ArticleVector], rules: StoryRules) -> Matrix:
    words = _dots(vectors)
    embeddings = [article.embedding for article in vectors if article.embedding is not None]
    if len(embeddings) < len(vectors):
        return words
    together = np.stack(embeddings).astype(np.float64)
    return rules.blend(words, together @ together.T)


def _dots(vectors: Sequence[ArticleVector]) -> Matrix:
    rows = np.repeat(np.arange(len(vectors)), [len(article.ids) for article in vectors])
    _, columns, having = np.unique(
        np.concatenate([article.ids for article in vectors]), return_inverse=True, return_counts=True
    )
    shared = having[columns] > 1  # what one article alone has says nothing of two
    places = np.cumsum(having > 1) - 1
    matrix = np.zeros((len(vectors), int((having > 1).sum())))
    weights = np.concatenate([article.weights for article in vectors])
    matrix[rows[shared], places[columns[shared]]] = weights[shared]
    product: Matrix = matrix @ matrix.T
    return product


def _distinguishing(stories: StoryIndex, vectors: Sequence[ArticleVector]) -> Matrix:
    """Return for each two the share of names that one is about and the other never mentions, the mean of both ways."""
    names = np.unique(np.concatenate([article.names for article in vectors]))
    about = np.zeros((len(vectors), len(names)))
    mentioned = np.zeros_like(about)
    rarity = stories.rarity(names)
    for row, article in enumerate(vectors):
        at = np.searchsorted(names, article.names)
        about[row, at] = rarity[at]
        mentioned[row] = np.isin(names, article.ids, assume_unique=True)
    total = about.sum(axis=1)
    never = 1 - (about @ mentioned.T) / np.maximum(total, 1e-9)[:, None]
    never[total == 0] = 0.0
    either_way: Matrix = (never + never.T) / 2
    return either_way


def _changes(
    stories: StoryIndex, groups: Sequence[Sequence[OpenMember]], held: Collection[int], links: Links
) -> Iterator[Merge | Move]:
    """Yield what turns the stories of *groups* into them; copies go with their originals."""
    numbers = _numbered(stories, groups, held)
    home = {member.article_id: position for position, group in enumerate(groups) for member in group}
    parts: dict[int, set[int]] = {}
    for position, group in enumerate(groups):
        for member in group:
            parts.setdefault(member.story_id, set()).add(position)
    for story_id, places in sorted(parts.items()):
        kept = numbers[min(places)]
        if len(places) == 1 and kept not in (story_id, None):
            kept_story, gone = stories.stories[kept], stories.stories[story_id]
            yield merge(stories, kept_story, gone, links.between(kept_story, gone))
    for position, group in enumerate(groups):
        leaving = [one for one in group if one.story_id != numbers[position] and len(parts[one.story_id]) > 1]
        if leaving:
            copies = _copies_of(stories, leaving, home)
            moved = tuple(one.article_id for one in leaving) + copies
            if (number := numbers[position]) is not None:
                yield Move(moved, number, ("looked over again, nearer to this story",))
            else:
                yield Move(moved, None, ("parted: another event",), _continued(groups, numbers, group))


def _continued(
    groups: Sequence[Sequence[OpenMember]], numbers: Sequence[int | None], group: Sequence[OpenMember]
) -> int | None:
    """Return the story that a group was parted from, if all of it came later than all of that."""
    for other, number in zip(groups, numbers, strict=True):
        if number == group[0].story_id and other[-1].dated_at < group[0].dated_at:
            return number
    return None


def _numbered(stories: StoryIndex, groups: Sequence[Sequence[OpenMember]], held: Collection[int]) -> list[int | None]:
    """Return the story that each group is from now on; None for a new one."""
    first = {story_id: stories.stories[story_id].members[0] for story_id in held if story_id in stories.stories}
    numbers: list[int | None] = [None] * len(groups)
    used: set[int] = set()
    by_size = sorted(range(len(groups)), key=lambda position: (-len(groups[position]), groups[position][0].article_id))
    for position in by_size:
        claims = Counter(member.story_id for member in groups[position])
        for story_id, one in first.items():
            if story_id in claims and one.copy_of is None and one not in groups[position]:
                del claims[story_id]
        free = [story_id for story_id in claims if story_id not in used]
        if free:
            number = max(free, key=lambda story_id: (claims[story_id], -story_id))
            numbers[position] = number
            used.add(number)
    return numbers


def _copies_of(stories: StoryIndex, leaving: Sequence[OpenMember], home: dict[int, int]) -> tuple[int, ...]:
    found = {member.article_id for member in leaving}
    for story in {member.story_id: stories.stories[member.story_id] for member in leaving}.values():
        for member in sorted(story.members, key=lambda one: one.article_id):
            if member.copy_of in found and member.article_id not in home:
                found.add(member.article_id)
    return tuple(sorted(found.difference(member.article_id for member in leaving)))
