"""Whether a name is part of somebody else's: Steve Harvey sells no software, and Robert Altman leads no laboratory."""

from __future__ import annotations

import re

from pipeline.tag.catalog import EntityType
from pipeline.tag.familiar import words_of
from pipeline.tag.match import Match

# Given names that precede surnames which companies, models and known people share. Common ones suffice:
# a rare one costs one wrong tag, where a word that is no name would cost a right one.
GIVEN = words_of(
    """
    Aaron Adam Alan Albert Alex Alexander Alice Amanda Amy Andrea Andrew Andy Angela Anita Ann Anna Anne Anthony
    Antonio Arthur Barbara Ben Benjamin Bernard Bernie Beth Betty Bill Billy Bob Bobby Brad Brandon Brenda Brian
    Bruce Bryan Carl Carlos Carol Caroline Catherine Charles Charlie Chloe Chris Christian Christina Christine
    Christopher Cindy Claire Claude Craig Dan Daniel Danny Dave David Dean Deborah Dennis Devin Diana Diane Don
    Donald Donna Doug Douglas Earl Eddie Edward Elena Elizabeth Ellen Emily Emma Eric Erik Ernie Ethan Eugene Eva
    Evan Frances Francis Frank Fred Gary Gemma George Gerald Glen Gloria Gordon Greg Gregory Hannah Harold Harry
    Harvey Heather Helen Henry Howard Hugh Ian Isaac Isabel Ivan Jack Jackie Jacob James Jamie Jane Janet Jason Jay
    Jean Jeff Jeffrey Jennifer Jenny Jeremy Jerry Jessica Jill Jim Jimmy Joan Joe Joel John Johnny Jon Jonathan
    Jordan Jose Joseph Josh Joshua Joyce Juan Judith Judy Julia Julian Julie Justin Karen Karl Kate Katherine
    Kathleen Kathy Keith Kelly Ken Kenneth Kevin Kim Kimi Kyle Larry Laura Lauren Lawrence Lee Leo Leon Leonard
    Leslie Linda Lisa Liz Lori Louis Louise Lucas Lucy Luis Luke Lynn Marc Marcus Margaret Maria Marie Marilyn Mario
    Mark Martha Martin Marvin Mary Matt Matthew Megan Melissa Michael Michelle Miguel Mike Mitchell Nancy Naomi
    Natalie Nathan Neil Nicholas Nick Nicole Nina Norman Oliver Olivia Oscar Pamela Patricia Patrick Paul Paula
    Pedro Peter Phil Philip Phillip Rachel Ralph Randy Ray Raymond Rebecca Richard Rick Rob Robert Roger Ron Ronald
    Rosa Rose Roy Russell Ruth Ryan Sally Sam Samuel Sandra Sara Sarah Scott Sean Seth Sharon Shirley Simon Sofia
    Sonia Sophia Sophie Stan Stanley Stephanie Stephen Steve Steven Stuart Sue Susan Suzanne Sylvia Tara Ted Teresa
    Terry Theodore Theresa Thomas Tim Timothy Tina Todd Tom Tommy Tony Tracy Tyler Valerie Vanessa Vera Veronica
    Victor Victoria Vincent Virginia Walter Wayne Wendy William Zachary Zoe
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
    return given in GIVEN and given not in match.entity.name


def maybe_a_person(text: str, match: Match) -> bool:
    """Return whether *match* is a given name that a surname seems to follow: Devin Booker, Claude de Lorimier."""
    if match.version is not None or match.alias.text not in GIVEN or match.entity.type is EntityType.PERSON:
        return False
    return _SURNAME.match(text, match.end) is not None
