"""What the words of a name tell: offices before it, institutions in it, and whether a woman or a man bears it."""

from __future__ import annotations

import re

from pipeline.tag.cues import HONORIFIC
from pipeline.tag.people import GIVEN

_HONORIFIC = re.compile(rf".*\b{HONORIFIC} ")
_OPENERS = frozenset(
    """
    A According After Ask All Although An And Another Any As At Back Because Before Both But By Despite During Each
    Earlier Even Every Finally First For From Given He Her Here His How However If In Instead Into It Its Just Last
    Later Like Many Meanwhile More Most Much My Neither No Nor Not Now Of On Once One Only Or Other Our Over Per Q
    Recently Several She Since So Some Still Such Than That The Their Then There These They This Those Though Through
    To Today Tomorrow Under Unlike Until Up Upon We What When Where Whether Which While Who Why With Within Without
    Yes Yesterday Yet You Your I
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December
    """.split()  # noqa: SIM905 - a list would fill a screen
)
# Words that stand before a name and are written like one.
_OFFICES = frozenset(
    """
    CEO CTO CFO COO CMO VP EVP SVP MP PM Chief Executive Officer President Chair Chairman Chairwoman Director Professor
    Senator Representative Governor Secretary Minister Chancellor Commissioner Judge Justice Attorney General Founder
    Cofounder founder Analyst Editor Head Mayor Premier Pope King Queen Prince Princess Advocate Captain Colonel Father
    Sister Brother Bishop Archbishop Cardinal Rabbi Imam Author Novelist Singer Actor Actress Artist Writer Journalist
    Economist Billionaire Entrepreneur Investor Physicist Mathematician Lawyer Historian Philosopher Comedian Rapper
    Designer Developer Student Reporter Correspondent Columnist Commentator Spokesman Spokeswoman Spokesperson
    Strategist Specialist Adviser Advisor Moderator Critic Lieutenant Sheriff Detective Inspector Col Maj Coach
    Engineer Scientist Researcher Manager Partner Counsel Lead
    """.split()  # noqa: SIM905 - a list would fill a screen
)
_INSTITUTIONS = frozenset(
    """
    Inc Corp Ltd LLC Lab Labs Institute University College School Company Group Street House Times Post News Journal
    Center Centre Department Ministry Agency Office Bureau Commission Council Court Bank Fund Foundation Capital
    Ventures Partners Holdings Technology Technologies Systems Software Cloud Research AI Team Union Party Act City
    State States Kingdom Valley America Europe China Park Conference Summit Committee Association Alliance Initiative
    Project Network Media Studio Studios Games Motors Energy Health Hospital Security Service Force Guard Guards Army
    Navy Police Podcasts Music Pro Max Plus Ultra Code Bill League Club Festival Laboratory Laboratories Intelligence
    World Silicon Wall New United White Red Big South North East West San Los
    """.split()  # noqa: SIM905
)
# Given names of women, and those that tell nothing; the other common ones are men's.
_WOMEN = frozenset(
    """
    Alice Amanda Amy Andrea Angela Anita Ann Anna Anne Barbara Beth Betty Brenda Carol Caroline Catherine Chloe
    Christina Christine Cindy Claire Cristina Daniela Deborah Diana Diane Donna Dorothy Elena Elizabeth Ella Ellen
    Emily Emma Erica Erin Eva Frances Gemma Gina Ginni Gloria Grace Gwynne Hannah Heather Helen Hillary Isabel Jane
    Janet Jennifer Jenny Jessica Jill Joan Joy Joyce Judith Judy Julia Julie Kamala Karen Kate Katherine Kathleen
    Kathy Katie Kimberly Kristen Laura Lauren Leah Lena Lila Linda Lisa Liz Lori Louise Lucy Maggie Margaret Maria
    Marie Marilyn Marissa Martha Mary Megan Meredith Mia Michelle Mira Monica Monique Nancy Naomi Natalie Nicole Nina
    Olga Olivia Pamela Patricia Paula Priya Rachel Rebecca Rosa Rose Ruth Safra Sally Samantha Sandra Sara Sarah
    Sharon Sheryl Sonya Shirley Sofia Sonia Sophia Sophie Stephanie Sue Susan Suzanne Sylvia Tara Teresa Theresa Tina
    Tracy Valerie Vanessa Vera Veronica Victoria Virginia Wendy Yasmin Yvonne Zendaya Zoe
    """.split()  # noqa: SIM905 - a list would fill a screen
)
_EITHER = frozenset(
    {"Alex", "Andrea", "Chris", "Jackie", "Jamie", "Jay", "Jean", "Jordan", "Kelly", "Kim", "Lee", "Leslie"}
)
_NO_SURNAME = re.compile(r"[A-Z0-9]{2,}\b|\w*(?:ocrats?|ocratic|publicans?|mericans?)$")


def without_openers(words: str) -> str:
    """Return *words* without what begins a sentence and is no part of a name."""
    left = words.split(" ")
    while left and left[0].rstrip(".,") in _OPENERS:
        left = left[1:]
    return " ".join(left).rstrip(".") if left else ""


def without_office(name: str) -> str:
    """Return *name* without titles and offices: `Dr Jane Doe`, `Chief Scientist Jane Doe`; "" if it is nothing else."""
    words = _HONORIFIC.sub("", name).split(" ") if " " in name else [name]
    for place in range(len(words), 0, -1):
        last = words[place - 1].rpartition("-")[2]
        if last in _OFFICES or last.removesuffix("s") in _OFFICES:
            return " ".join(words[place:])
    for place in range(1, len(words) - 1):
        if words[place] in GIVEN and words[0] not in GIVEN and not words[0].endswith("."):
            return " ".join(words[place:])  # `Browns quarterback` written as a name
    return " ".join(words)


def is_institution(name: str) -> bool:
    """Return whether *name* has a word that no person is called."""
    return not _INSTITUTIONS.isdisjoint(re.split(r"[ -]", name))


def is_surname(word: str) -> bool:
    """Return whether somebody may be called *word* alone; a party, a day and an abbreviation are nobody."""
    return word not in _OPENERS and not _NO_SURNAME.match(word)


def is_given(word: str) -> bool:
    """Return whether *word* is a common given name."""
    return word in GIVEN or word in _WOMEN


def is_woman(name: str) -> bool | None:
    """Return whether a woman bears the given name that *name* begins with; None if it does not tell."""
    first = name.split(" ")[0]
    if first in _WOMEN:
        return True
    return False if first in GIVEN and first not in _EITHER else None
