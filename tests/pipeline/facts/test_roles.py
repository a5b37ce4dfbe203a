"""Who leads what, and which office somebody holds, as an article states it."""

from __future__ import annotations

import pytest

from pipeline.facts.roles import roles_in

NAME = "Mara Lind"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("The lab is led by Mara Lind.", ["leads"]),
        ("It was built under Mara Lind in a year.", ["leads"]),
        ("Mara Lind, who joined in May to lead the lab, spoke.", ["leads"]),
        ("Mara Lind’s Harbour Labs opened.", ["leads"]),
        ("Chief executive Mara Lind spoke.", ["ceo"]),
        ("Ferrow CEO Mara Lind spoke.", ["ceo"]),
        ("Mara Lind, the company's chief AI officer, spoke.", ["chief ai officer"]),
        ("It named Mara Lind as its chief AI officer.", ["chief ai officer"]),
        ("The lab is run by chief AI officer Mara Lind.", ["chief ai officer", "leads"]),
        ("Former Ferrow CEO Mara Lind spoke.", []),
        ("Mara Lind spoke in Oslo.", []),
    ],
)
def test_a_role_is_read_from_the_words_beside_a_name(text, roles):
    start = text.index(NAME)
    found = list(roles_in(text, [(start, start + len(NAME), "person:mara-lind")]))
    assert [one.unit.removeprefix("person:mara-lind ") for one in found] == roles
    assert all(NAME in text[one.start : one.end] for one in found)
