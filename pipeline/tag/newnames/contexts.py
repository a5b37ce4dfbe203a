"""What is said around a name that tells it for a new one: "released X", "X, a language model", "X's chief analyst"."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.tag.catalog import EntityType
from pipeline.text.patterns import lazy_pattern
from pipeline.text.sentences import first_break, last_break
from pipeline.text.wordclasses import words_of

LEFT, RIGHT = 90, 130  # characters that are read on each side

_MODEL, _PRODUCT = EntityType.MODEL, EntityType.PRODUCT
_BENCHMARK, _ORGANISATION = EntityType.BENCHMARK, EntityType.ORGANISATION
_KINDS: dict[str, EntityType | None] = {
    **dict.fromkeys(words_of("model models llm llms vlm vlms checkpoint transformer network"), _MODEL),
    **dict.fromkeys(words_of("benchmark benchmarks leaderboard eval evals evaluation"), _BENCHMARK),
    **dict.fromkeys(
        words_of(
            """
            startup startups company lab labs laboratory firm division institute start-up investor investors
            rival
            """
        ),
        _ORGANISATION,
    ),
    **dict.fromkeys(
        words_of(
            """
            app apps platform tool tools framework library toolkit browser editor chip chips gpu accelerator
            processor robot robots humanoid ide plugin engine device glasses sdk suite assistant chatbot
            agent agents avatar supercomputer playground workspace program programs software service computer headset
            pendant wearable speaker
            """
        ),
        _PRODUCT,
    ),
    **dict.fromkeys(
        words_of(
            """
            dataset datasets architecture generator series family system solution project unit
            """
        ),
        None,
    ),
}
_CALLED = words_of("called dubbed named codenamed code-named nicknamed codename")
_LAUNCH = words_of(
    """
    launch launches launched launching release releases released releasing introduce introduces introduced
    introducing unveil unveils unveiled unveiling announce announces announced announcing debut debuts debuted
    open-source open-sources open-sourced open-sourcing ship ships shipped shipping publish publishes published presents
    presented reveals revealed built build builds developed develops created creates
    """
)
_CONTESTS = words_of("outperforms outperformed beats surpasses surpassed rivals tops topped scores scored")
_ACTIVE = _CONTESTS | words_of(
    """
    achieves achieved supports enables
    generates delivers excels combines enhances offers runs uses leverages features introduces compresses improves
    matches advances reached reaches trained trains handles posts
    """
)
_MODIFIERS = words_of(
    """
    a an the its their his our new newest latest first own open open-source open-weight open-weights flagship
    proprietary multimodal reasoning coding small smaller large larger free frontier foundation language vision
    image video audio speech text ai ml personal powerful upcoming next next-generation experimental on-device
    multilingual parameter diffusion generative research humanoid mobile family of a public private rival code
    desktop enterprise agentic embedding
    """
)
_ADVERBS = words_of("also now already still then just reportedly currently often further even again has have")
_DOING = words_of("supporting featuring offering outperforming achieving using surpassing enabling combining")
_ORG_ACTS = words_of("raised raises raising secured secures closed")
_DEALS = words_of("acquired acquires acquiring acquire buys bought buying")
_SHOWN = words_of("unveiled launched released announced introduced debuted")
_TURNS = words_of("that which who whose where when from by for at in to")
_MEASURED = words_of("score scores performance accuracy")
_HEADS = words_of("ceo cto cfo coo founder founders co-founder cofounder chairman chairwoman")
_BASES = words_of("powered built based trained runs running fine-tuned finetuned distilled")
_ROLES = words_of(
    """
    ceo cto cfo coo cofounder co-founder founder cofounders founders president analyst professor researcher
    scientist engineer director vp executive author partner spokesperson spokeswoman spokesman chairman economist
    journalist reporter editor writing
    """
)
_JOINS = words_of("and or & plus")
_LIKE = words_of("like including include includes as versus vs over")
_TIMES = words_of("was is has have were are")
_POSSESSIVES = ("'s", "\u2019s")
_LOOKED_BACK = 6  # words
# If the last word before a name, or the first behind it, is none of these, nothing farther off counts.
_TELL_BEFORE = (
    _ROLES
    | _DEALS
    | _BASES
    | _JOINS
    | _LIKE
    | _CALLED
    | _LAUNCH
    | _MODIFIERS
    | _KINDS.keys()
    | words_of("of at in near on by")
)
_TELL_AFTER = _ADVERBS | _ACTIVE | _DOING | _ORG_ACTS | _TIMES | _SHOWN | _MEASURED | _MODIFIERS | _KINDS.keys()
_OPENING, _CLOSING = "\"'(\u201c\u2018\u00ab*[", "\"')\u201d\u2019\u00bb*]"
_AROUND = _OPENING + _CLOSING + ",:\u2014"
_LISTED = lazy_pattern(
    r"\b(?:models?|tools?|LLMs|benchmarks|datasets|frameworks|agents|chips|launch\w*|releas\w+|introduc\w+|unveil\w+|"
    r"announc\w+|investors?|startups|companies|backers|rivals|like|including|such as)\b[^.;\n]*$"
)
_APPOSED = lazy_pattern(
    r"(?P<bracket> \([^)\n]{1,24}\))?(?P<mark>,| is| was| are|:| \u2014| \u2013| -|\u2014)? "
    r"(?:an?|the|its|their|our|one of) "
)
_SUCH = lazy_pattern(r"\b[a-z]+s\b[^.;\n]{0,30}\b(?:like|including|include|such as)\b[^.;\n]*$")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why something may be a name of what is new, and how much that counts; against it if *points* are negative."""

    rule: str | None = None
    points: float = 0.0
    kind: EntityType | None = None


NOTHING = Evidence()


def before(text: str, start: int) -> Evidence:
    """Return what the words before *start* say of the name that begins there."""
    left = text[max(0, start - LEFT) : start].rstrip(_OPENING)
    last = left.rsplit(None, 1)[-1:]
    if not last or (_plain(last[0]) not in _TELL_BEFORE and not _may_tell_before(last[0])):
        return NOTHING  # of most names
    clause = left[last_break(text[max(0, start - LEFT) : start], clauses=True) :]
    words = clause.rsplit(None, _LOOKED_BACK)[-_LOOKED_BACK:]
    kind = None
    for steps, raw in enumerate(reversed(words)):
        word = _plain(raw)
        adjacent = _adjacent(clause, words, word) if steps == 0 else None
        if adjacent is not None:
            return adjacent
        if word in _CALLED:
            return Evidence("called", 2.0, kind.kind if kind else None)
        if word in _LAUNCH:
            return Evidence("launch", 2.0 if kind else 1.5, kind.kind if kind else None)
        if word in _KINDS:
            beside = steps == 0 and raw[-1].isalpha() and (not word.endswith("s") or word == "investors")
            kind = kind or Evidence("kind", 2.0 if beside else 1.5 if steps < 2 else 1.0, _KINDS[word])
        elif word.endswith(("'s", "\u2019s")) and raw[0].isupper():
            return kind or Evidence("possessive", 0.75)
        elif word not in _MODIFIERS and not word[:1].isdigit():
            break
    return kind or NOTHING


def after(text: str, end: int) -> Evidence:
    """Return what the words after *end* say of the name that ends there."""
    right = text[end : end + RIGHT]
    if not _may_tell_after(right):
        return NOTHING
    if right[:1] and right[0] in _CLOSING and not right.startswith(("'s", "\u2019s")):
        right = right.lstrip(_CLOSING)
    stop = first_break(right, clauses=True)
    clause = right[: stop.start()] if stop else right
    apposed = _APPOSED.match(clause)
    if apposed is not None and (apposed["mark"] or apposed["bracket"]):
        return _apposed(clause[apposed.end() :].split()[:9])
    words = clause.lstrip(" ,").split()
    if not words or clause[0] not in " ,(":
        return NOTHING
    apart = clause[0] == ","
    return _doing(words, apart=apart) or _kind_after(words, apart=apart)


def _may_tell_before(raw: str) -> bool:
    """Return whether *raw*, the last word before a name, may tell something by how it is written."""
    word = raw.strip(_AROUND)
    return raw.endswith(",") or word.casefold().endswith(_POSSESSIVES) or word[:1].isdigit()


def _may_tell_after(right: str) -> bool:
    """Return whether *right*, which follows a name, may tell anything of it: behind most names one word shows not."""
    if right[:1] != " ":
        return right[:1] in _CLOSING + ",(:\u2014" and not right.startswith(_POSSESSIVES)
    first = right[1:].split(None, 1)[:1]
    if not first:
        return False
    word = first[0].rstrip(_AROUND + ".;!?")
    return word.casefold() in _TELL_AFTER or not word.isalpha()


def generic(words: list[str]) -> bool:
    """Return whether all of *words* say what something is, none what it is called: "Proprietary AI Model"."""
    return all(
        word.casefold() in _KINDS or word.casefold() in _MODIFIERS or word.casefold() in _ROLES for word in words
    )


def _adjacent(clause: str, words: list[str], last: str) -> Evidence | None:
    """Return what *last*, the word just before a name, says of it by itself; None if one must look farther back."""
    previous = _plain(words[-2]) if len(words) > 1 else ""
    if last in _ROLES:
        return Evidence("role", 2.5, EntityType.PERSON)
    if last in ("of", "at") and previous in _HEADS:
        return Evidence("office", 1.5, _ORGANISATION)
    if last in ("in", "near"):
        return Evidence("place", -0.75)
    if last in _DEALS:
        return Evidence("deal", 1.5, _ORGANISATION)
    if last in _BASES | {"on", "by"} and previous in _BASES:
        return Evidence("base", 1.0)
    if last == "on":
        return Evidence("scored", 0.75, _BENCHMARK) if "%" in clause or "result" in clause else NOTHING
    if words[-1].endswith(",") or last in _JOINS or last in _LIKE:
        if _SUCH.search(clause):
            return Evidence("listed", 1.5)
        return Evidence("listed", 1.0) if _LISTED.search(clause) else NOTHING
    return None


def _apposed(words: list[str]) -> Evidence:
    for word in words:
        plain = _plain(word)
        if plain in _TURNS:
            break  # "a program that the company Acme wrote" is no company
        if plain in _KINDS:
            return Evidence("apposition", 2.0, _KINDS[plain])
        if plain in _ROLES:
            return Evidence("role", 2.5, EntityType.PERSON)
        if word.endswith(","):
            break
    return NOTHING


def _doing(words: list[str], *, apart: bool) -> Evidence | None:
    first = _plain(words[0])
    if first in _ADVERBS and len(words) > 1:
        first = _plain(words[1])
    if first in _CONTESTS:
        return Evidence("contest", 1.5)
    if first in _ACTIVE or (apart and first in _DOING):
        return Evidence("acts", 1.0)
    if first in _ORG_ACTS:
        return Evidence("money", 1.5, _ORGANISATION)
    if first in ("was", "is", "has", "have", "were") and any(_plain(word) in _LAUNCH for word in words[1:4]):
        return Evidence("launched", 1.5)
    if apart and first in _SHOWN:
        return Evidence("launched", 1.5)
    return Evidence("scores", 1.5, _BENCHMARK) if not apart and first in _MEASURED else None


def _kind_after(words: list[str], *, apart: bool) -> Evidence:
    """Return what kind is named soon after; *apart* if a comma stands between."""
    for steps, raw in enumerate(words[:6] if apart else words[:4]):
        word = _plain(raw)
        if word in _KINDS:
            return Evidence("kind after", 1.5 if apart or steps == 0 else 1.25, _KINDS[word])
        if apart and word in _ROLES:
            return Evidence("role", 2.5, EntityType.PERSON)
        if raw.endswith(",") or not (apart or word in _MODIFIERS or "-" in word or word[:1].isdigit()):
            break
    return NOTHING


def _plain(word: str) -> str:
    return word.strip(_AROUND).casefold()
