"""Whether a name is part of somebody else's: Steve Harvey sells no software, and Robert Altman leads no laboratory."""

from __future__ import annotations

import re

from pipeline.tag.catalog import EntityType
from pipeline.tag.familiar import ROLES, WORDS, words_of
from pipeline.tag.match import Match

# Given names that precede surnames which companies, models and known people share. Common ones suffice:
# a rare one costs one wrong tag, where a word that is no name would cost a right one.
GIVEN = words_of(
    """
    Aaron Alexa Adam Alan Albert Alex Alexander Alice Amanda Amy Andrea Andrew Andy Angela Anita Ann Anna Anne Anthony
    Antonio Arthur Barbara Ben Benjamin Bernard Bernie Beth Betty Bill Billy Bob Bobby Brad Brandon Brenda Brendan
    Brian Bruce Bryan Carl Carlos Carol Caroline Catherine Charles Charlie Chloe Chris Christian Christina Christine
    Christopher Cindy Claire Claude Craig Dan Daniel Danny Darren Dave David Dean Deborah Denise Dennis Derek Devin
    Diana Diane Don Donald Donna Donovan Doug Douglas Duncan Dylan Earl Eddie Edward Elaine Elena Elizabeth Ellen
    Emily Emma Eric Erik Ernie Ethan Eugene Eva Evan Felix Frances Francis Frank Fred Gary Gavin Gemma Geoff George
    Gerald Gilbert Glen Glenn Gloria Gordon Greg Gregory Gwen Hannah Harold Harry Harvey Heather Helen Henry Hilary
    Howard Hugh Hugo Ian Irene Isaac Isabel Ivan Ivy Jack Jackie Jacob James Jamie Jane Janet Jared Jason Jay Jean
    Jeff Jeffrey Jenna Jennifer Jenny Jeremy Jerry Jessica Jill Jim Jimmy Joan Joanna Joanne Joe Joel John Johnny
    Jon Jonathan Jordan Jose Joseph Josh Joshua Joyce Juan Judith Judy Julia Julian Julie Julius Justin Karen Karin
    Karl Kate Katherine Kathleen Kathy Keith Kelly Ken Kenneth Kevin Kim Kimi Kirsten Kristen Kurt Kyle Lance Larry
    Laura Lauren Lawrence Leah Lee Leo Leon Leonard Leslie Linda Lisa Liz Lloyd Lori Lorraine Louis Louise Lucas
    Lucy Luis Luke Lynn Malcolm Marc Marcia Marco Marcus Margaret Maria Marie Marilyn Mario Mark Martha Martin
    Marvin Mary Matt Matthew Maureen Maxine Megan Melissa Michael Michelle Miguel Mike Miranda Mitchell Molly Monica
    Morgan Nadia Nancy Naomi Natalie Nathan Neil Nicholas Nick Nicole Nigel Nina Noah Nora Norman Oliver Olivia
    Oscar Owen Pam Pamela Patricia Patrick Paul Paula Pedro Penny Peter Phil Philip Phillip Preston Priya Quentin
    Rachel Raj Ralph Ramon Randy Ray Raymond Rebecca Reginald Richard Rick Rob Robert Roberto Rodney Roger Ron
    Ronald Rosa Rose Roy Ruben Russell Ruth Ryan Sally Sam Samuel Sandra Sara Sarah Scott Sean Sebastian Seth Sharon
    Sheila Shirley Simon Sofia Sonia Sonya Sophia Sophie Spencer Stan Stanley Stefan Stella Stephanie Stephen Steve
    Steven Stewart Stuart Sue Susan Suzanne Sylvia Tanya Tara Ted Teresa Terry Theodore Theresa Thomas Tim Timothy
    Tina Todd Tom Tommy Tony Tracy Trevor Tristan Tyler Ursula Valerie Vanessa Vera Veronica Victor Victoria Vince
    Vincent Virginia Vivian Walter Warren Wayne Wendy Wesley William Xavier Yvonne Zachary Zoe
    """
)
_BEFORE = re.compile(r"(?<!\w)(?:(?P<given>[^\W\d_][\w\u2019'-]*)|(?P<initial>[A-Z])\.)[ \u00a0]$")
_SURNAME = re.compile(
    r"[ \u00a0](?P<surname>(?:(?:[Dd]e|[Vv]on|[Vv]an|[Ll]e|[Ll]a|[Dd]u) )?[A-Z][a-z\u00df-\u00ff]+)\b"
)
_FURTHEST = 24  # characters back in which the given name begins


def another_person(text: str, match: Match) -> bool:
    """Return whether a given name before *match* makes it the surname of somebody who is not meant."""
    alias = match.alias.text
    if " " in alias or match.version is not None or not alias.isalpha():
        return False
    found = _BEFORE.search(text, max(0, match.start - _FURTHEST), match.start)
    if found is None:
        return False
    given = found["given"]
    if given is None:
        return match.entity.type is EntityType.PERSON and not match.entity.name.startswith(found["initial"])
    given = given.rpartition("-")[2]  # Jean-Claude
    if given in match.entity.name:
        return False
    return given in GIVEN or (match.entity.type is EntityType.PERSON and _seems_given(given))


def _seems_given(word: str) -> bool:
    """Return whether *word*, which stands before a surname, may be a given name: "Vijaya Altman", not "CEO Altman"."""
    titles = word in ROLES or word.casefold() in WORDS or word.removesuffix("s") in ROLES
    return word[0].isupper() and word[1:].islower() and not titles


def maybe_a_person(text: str, match: Match) -> bool:
    """Return whether *match* is a given name that a surname seems to follow: Devin Booker, Claude de Lorimier."""
    if match.version is not None or match.alias.text not in GIVEN or match.entity.type is EntityType.PERSON:
        return False
    return _SURNAME.match(text, match.end) is not None
