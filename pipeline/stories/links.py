"""Articles that stay together whatever their similarity: a late account and what it looks back at.

Assigning links an article to the one that it looks back at. Where the same reports arrive in another order, or a
report stood alone before that one came, the link is found here, by the same evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from pipeline.stories.index import StoryIndex
from pipeline.stories.late_reports import looks_back
from pipeline.stories.open_story import OpenMember, OpenStory

Credited = Mapping[int, Sequence[int]]  # article -> those to which it links as what it rests on
NOBODY_CREDITED: Credited = {}


class Links:
    """The links among open articles: those that are stored, and those that `find` adds."""

    def __init__(self, stories: StoryIndex, late: timedelta, credited: Credited = NOBODY_CREDITED) -> None:
        self._stories = stories
        self._late = late
        self._credited = credited
        self._found: dict[int, int] = {}  # article -> the one that it is linked to

    def find(self, story: OpenStory) -> list[OpenStory]:
        """Link a lone report to *story*, or *story*, if it is one, to another; return the stories that were linked.

        What stands alone, or with reports that are linked to it alone, is taken for a late account. A story of several
        that are alike has found its own.
        """
        found = {}
        for member in list(story.members):
            for other in self._stories.reports_of(member.event):
                there = self._stories.stories[other.story_id]
                if there is not story and (self._link(there, other, member) or self._link(story, member, other)):
                    found[there.story_id] = there
        return list(found.values())

    def credited(self, story: OpenStory) -> Iterator[tuple[OpenStory, int]]:
        """Yield the stories with an article that a lone report, *story*, rests on, and the number of that article."""
        leader = self._leader(story)
        if leader is None:
            return
        for target in self._credits_of(leader):
            if target.story_id != story.story_id and not self._leads_to(target, leader.article_id):
                yield self._stories.stories[target.story_id], target.article_id

    def link(self, story: OpenStory, article_id: int) -> None:
        """Let a lone report, *story*, stay with an article."""
        leader = self._leader(story)
        if leader is not None:
            self._found[leader.article_id] = article_id

    def together(self, members: Sequence[OpenMember]) -> list[list[int]]:
        """Return the places of *members* that must stay together, two at least in each list.

        Reports of one event that stand in one story stay there, however they came there, and so does a report with what
        it rests on. So does whatever stands in
        one story with a report whose link leads out of the window: what is linked to is in that story.
        """
        chains = _Chains()
        for member in members:
            for other in self._stories.reports_of(member.event):
                if other.story_id == member.story_id and other is not member and self._looks_back(member, other):
                    chains.join(member.article_id, other.article_id)
            for other in self._credits_of(member):
                if other.story_id == member.story_id:
                    chains.join(member.article_id, other.article_id)
            target = self._target(member)
            if target is None:
                continue
            chains.join(member.article_id, target)
            if self._stories.member(target) is None:
                for other in members:
                    if other.story_id == member.story_id:
                        chains.join(member.article_id, other.article_id)
        places: dict[int, list[int]] = {}
        for place, member in enumerate(members):
            places.setdefault(chains.root(member.article_id), []).append(place)
        return [chain for chain in places.values() if len(chain) > 1]

    def between(self, one: OpenStory, other: OpenStory) -> tuple[tuple[int, int], ...]:
        """Return the links found between articles of two stories."""
        ids = {member.article_id for story in (one, other) for member in story.members}
        return tuple((article, target) for article, target in self._found.items() if article in ids and target in ids)

    def _credits_of(self, member: OpenMember) -> Iterator[OpenMember]:
        for one in self._credited.get(member.article_id, ()):
            target = self._stories.member(one)
            if target is not None and target.outlet != member.outlet:
                yield target

    def _target(self, member: OpenMember) -> int | None:
        return member.linked_to if member.linked_to is not None else self._found.get(member.article_id)

    def _link(self, story: OpenStory, report: OpenMember, other: OpenMember) -> bool:
        """Link *story* to *other* if it is a lone report's, and *report* in it looks back at the same event."""
        leader = self._leader(story)
        if leader is None or self._leads_to(other, leader.article_id) or not self._looks_back(report, other):
            return False
        self._found[leader.article_id] = other.article_id
        return True

    def _leader(self, story: OpenStory) -> OpenMember | None:
        """Return the article to which all others of *story* are linked, if it is linked to none; None without one."""
        leaders = [
            member for member in story.members if member.copy_of is None and not self._is_linked_within(member, story)
        ]
        return leaders[0] if len(leaders) == 1 and self._target(leaders[0]) is None else None

    def _is_linked_within(self, member: OpenMember, story: OpenStory) -> bool:
        target = self._target(member)
        found = None if target is None else self._stories.member(target)
        return found is not None and found.story_id == story.story_id

    def _looks_back(self, report: OpenMember, other: OpenMember) -> bool:
        if report.event is None or other.event is None:
            return False
        return looks_back(report.event, other.event, other.dated_at, self._late) is not None

    def _leads_to(self, member: OpenMember, article_id: int) -> bool:
        """Return whether the links from *member* end at an article: two linked to each other would say it twice."""
        return any(one == article_id for one in self._chain(member))

    def _chain(self, member: OpenMember) -> Iterator[int]:
        seen = {member.article_id}
        target = self._target(member)
        while target is not None and target not in seen:
            yield target
            seen.add(target)
            following = self._stories.member(target)
            target = None if following is None else self._target(following)


class _Chains:
    """Disjoint sets."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, one: int) -> int:
        while self._parent.setdefault(one, one) != one:
            one = self._parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        self._parent[self.root(one)] = self.root(other)
