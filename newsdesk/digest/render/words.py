"""What every format says in the same words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from newsdesk.digest.model import Coverage, Digest, Edit, KeyFact, KeyValue, Story

FEWEST_LISTED = 3
MOST_NAMED = 5  # sources that did not answer


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return e.g. ``1 story`` or ``3 stories``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def href(url: str) -> str:
    """Return *url* when a reader may safely follow it, else ``#``: no script ever stands in a link."""
    return url if url.lower().startswith(("http://", "https://")) else "#"


def long_date(digest: Digest) -> str:
    """Return e.g. ``Thursday, 15 October 2026``."""
    return f"{digest.day:%A}, {digest.day.day} {digest.day:%B %Y}"


def summary(digest: Digest) -> str:
    """Return one line on what the digest was made from."""
    return " ".join([*_warning(digest), _counted(digest), *_completeness(digest)])


def _warning(digest: Digest) -> list[str]:
    """Say first that a digest was cut from too little."""
    if digest.sources_asked and digest.sources_answered * 2 < digest.sources_asked:
        return ["This digest is cut from fewer than half of its sources."]
    return []


def _completeness(digest: Digest) -> list[str]:
    """Say what could not be had, if anything."""
    found = []
    if failed := digest.sources_failed:
        names = ", ".join(failed[:MOST_NAMED]) + (
            f" and {len(failed) - MOST_NAMED} more" if failed[MOST_NAMED:] else ""
        )
        found.append(f"{digest.sources_answered} of {count(digest.sources_asked, 'source')} answered; not {names}.")
    return found


def _counted(digest: Digest) -> str:
    totals = digest.totals
    if not totals.stories:
        return "Nothing was reported on this day."
    line = f"{count(totals.articles, 'article')} from {count(totals.outlets, 'outlet')}"
    line += f" {'tells' if totals.articles == 1 else 'tell'} {count(totals.stories, 'story', 'stories')}"
    if totals.copies:
        line += f"; {count(totals.copies, 'copy is', 'copies are')} folded under the original"
    return f"{line}. {count(digest.reading_minutes, 'minute')} to read."


def moment(at: datetime, digest: Digest) -> str:
    """Return the time in the digest's zone, with the date when it is another day's."""
    local = at.astimezone(ZoneInfo(digest.zone))
    return f"{local:%H:%M}" if local.date() == digest.day else f"{local.day} {local:%b} {local:%H:%M}"


def reach(story: Story) -> str:
    """Return how many outlets tell a story in their own words."""
    if not story.running:
        more = f", {story.with_copies} with copies" if story.with_copies > story.all_outlets else ""
        return count(story.outlets, "independent outlet" if story.with_copies > 1 else "outlet") + more
    if not story.outlets:
        return "nothing of its own today"
    return f"{count(story.outlets, 'outlet')} today, {story.all_outlets} in all"


def who_first(story: Story, digest: Digest) -> str | None:
    """Return who had a story first, when that is worth saying: several tell it, or credit one that is not read."""
    said = [f"first {story.first_outlet}, {moment(story.first_at, digest)}"] if story.all_outlets > 1 else []
    if story.credited_outlet is not None:
        said.append(f"credited to {story.credited_outlet}, not read here")
    return "; ".join(said) or None


_MARKS = {
    "agree": "=",
    "more_precise": "≈",
    "rounding": "≈",
    "updated": "→",
    "differs": "≠",
    "single": "·",
}


def mark(fact: KeyFact) -> str:
    """Return one character for how the values of a fact stand to each other."""
    return "!" if fact.disputed else _MARKS[fact.verdict]


def verdict(fact: KeyFact) -> str:
    """Return in words how they do."""
    sources = count(fact.sources, "source")
    said = {
        "agree": f"{sources} agree",
        "more_precise": f"{sources} agree, some more precisely",
        "rounding": f"{sources} agree, some rounded",
        "updated": "updated",
        "differs": "sources differ",
        "single": "one source",
    }[fact.verdict]
    return f"{said}, disputed" if fact.disputed else said


def parted(value: KeyValue) -> tuple[str, str, str]:
    """Return the sentence of a value in three: before it, the value, behind it."""
    end = value.place + len(value.surface)
    return value.sentence[: value.place], value.surface, value.sentence[end:]


def became(edit: Edit) -> str | None:
    """Return which stated values an edit changed, and whether its outlet says so; None if it changed none."""
    if not edit.values:
        return None
    changes = ", ".join(f"{before} became {after}" for before, after in edit.values)
    return changes if edit.correction else f"{changes}, without a notice"


def beside(fact: KeyFact) -> str:
    """Return what leads to another value of a fact than its first."""
    return {"updated": "before", "differs": "or"}.get(fact.verdict, "also")


def is_above(coverage: Coverage, story: Story) -> bool:
    """Return whether *coverage* is the article of the headline and the lead, which need not be told twice."""
    return coverage.url == story.url and coverage.title == story.headline


def names_heading(digest: Digest) -> str:
    """Return what the names that nobody had used before are called; a young database cannot know who is new."""
    return "New today" if digest.names_are_new else "Not in the catalog"


def overview(digest: Digest) -> tuple[Story, ...]:
    """Return the stories that a reader finds listed above all, which is worth its room when there are several."""
    return digest.stories if len(digest.stories) >= FEWEST_LISTED else ()


def remarks(coverage: Coverage, story: Story) -> list[str]:
    """Return what a reader should know of one report, in a word or two each."""
    found = []
    if coverage.first and story.all_outlets > 1:
        found.append("first")
    if coverage.text_of:
        found.append(f"text of {coverage.text_of}")
    elif coverage.credits:
        found.append(f"credits {coverage.credits}")
    if coverage.dated_back:
        found.append("dated back")
    if coverage.edit is not None:
        found.append("corrected" if coverage.edit.correction else "changed in silence")
    if coverage.paywalled:
        found.append("paywall")
    return found
