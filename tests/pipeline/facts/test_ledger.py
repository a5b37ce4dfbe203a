"""What the articles of one story make of their values together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.evidence import Account
from pipeline.facts.ledger import Fact, ledger
from pipeline.facts.statements import statements
from pipeline.facts.voices import Teller, voices
from pipeline.records import Article, Modality, Part, Tags, Verdict

MORNING = datetime(2026, 5, 6, 8, tzinfo=UTC)


def an_account(
    number: int, text: str, title: str = "Harbour fire", voice: str | None = None, hours: int = 0
) -> Account:
    at = MORNING + timedelta(hours=hours)
    article = Article("https://a.example/1", title, text, "A", "a", published_at=at, language="en")
    return Account(number, voice or f"outlet {number}", at, statements(article, Tags()))


def facts_of(*texts: str, apart_h: int = 0) -> list[Fact]:
    return ledger([an_account(number, text, hours=number * apart_h) for number, text in enumerate(texts)])


def fact_with(surface: str, facts: list[Fact]) -> Fact:
    return next(one for one in facts if any(surface in two.statement.surface for two in one.mentions))


def surfaces(fact: Fact) -> list[str]:
    return [one.statement.surface for one in fact.mentions]


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Ferrow paid $334 million for Lumen.", "Ferrow bought Lumen for $334 million.", Verdict.AGREE),
        ("Ferrow paid 640 million euros for Lumen.", "Ferrow bought Lumen for $745 million.", Verdict.AGREE),
        ("Ferrow paid $14.3 billion for Lumen.", "Ferrow bought Lumen for $14 billion.", Verdict.ROUNDING),
        ("The phone costs $99.99 to buy.", "The phone costs $99 to buy.", Verdict.ROUNDING),
        ("Ferrow launched Lumen in June 2025.", "Ferrow launched Lumen in summer 2025.", Verdict.MORE_PRECISE),
        ("The fire hurt 29 people in Aldport.", "The fire hurt dozens of people in Aldport.", Verdict.MORE_PRECISE),
        ("The cable lies at a depth of 10 kilometres.", "It lies at a depth of 6 miles.", Verdict.ROUNDING),
    ],
)  # fmt: skip
def test_values_that_fit_are_one_fact(one, other, verdict):
    found = [fact for fact in facts_of(one, other) if fact.voices == 2]
    assert [fact.verdict for fact in found] == [verdict]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The fire killed two people in Aldport.", "The fire injured two people in Aldport."),
        ("Ferrow set aside $14 billion for a restructuring.", "Ferrow bought a $14.3 billion stake in Lumen."),
        ("Ada Morn, 41, saw it.", "Ben Holt, 41, saw it."),
        ("In 2004 a fire killed 12 people in Aldport.", "The fire killed 16 people in Aldport."),
        ("Ferrow cut 51 jobs in Leeds.", "The founders own 51 percent of Ferrow."),
    ],
)
def test_two_things_are_two_facts_however_near_the_values(one, other):
    assert all(fact.verdict is Verdict.SINGLE for fact in facts_of(one, other))


def test_a_toll_that_grows_is_updated():
    found = facts_of(
        "The fire killed at least three people in Aldport.", "The fire killed at least 24 people in Aldport.", apart_h=8
    )
    assert fact_with("24", found).verdict is Verdict.UPDATED


def test_a_toll_that_shrinks_without_a_word_differs():
    found = facts_of(
        "The fire killed at least 24 people in Aldport harbour.",
        "The fire killed at least nine people in Aldport harbour.",
        apart_h=8,
    )
    assert fact_with("24", found).verdict is Verdict.DIFFERS


def test_what_one_sentence_says_took_the_others_place_is_updated():
    found = facts_of(
        "Ferrow will pay 640 million euros for Lumen.",
        "The price of Lumen is 640 million euros, Ferrow will pay.",
        "The price falls to 595 million euros from the 640 million euros agreed in January.",
        apart_h=24,
    )
    assert fact_with("595", found).verdict is Verdict.UPDATED
    assert {"640 million euros", "595 million euros"} <= set(surfaces(fact_with("595", found)))


def test_a_plan_that_moves_is_updated():
    found = facts_of(
        "The sale of Lumen is expected to close in May.",
        "The sale of Lumen is now expected to close in July.",
        apart_h=48,
    )
    assert fact_with("July", found).verdict is Verdict.UPDATED


def test_copies_count_once():
    text = "Ferrow paid $334 million for Lumen."
    (found,) = ledger([an_account(1, text, voice="wire"), an_account(2, text, voice="wire")])
    assert (found.verdict, found.voices, len(found.mentions)) == (Verdict.SINGLE, 1, 2)


def test_what_one_denies_and_another_states_is_disputed():
    found = facts_of("Ferrow will cut 510 jobs in Leeds.", "Ferrow denied that 510 jobs would be cut in Leeds.")
    fact = fact_with("510", found)
    assert (fact.disputed, fact.voices) == (True, 2)


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Ferrow has 40 shops.", Modality.ASSERTED),
        ("Ferrow will open 40 shops.", Modality.PLANNED),
        ("Ferrow hopes to open 40 shops.", Modality.HOPED),
        ("Ferrow reportedly has 40 shops.", Modality.REPORTED),
        ("Ferrow denied that it has 40 shops.", Modality.DENIED),
    ],
)
def test_a_sentence_asserts_plans_hopes_reports_or_denies(text, modality):
    (account,) = [an_account(1, text)]
    assert [one.modality for one in account.statements] == [modality]


def test_a_statement_knows_its_sentence_and_who_says_so():
    account = an_account(1, "It rained. The Harbour Board said 40 boats sank. Nobody was hurt.")
    (one,) = account.statements
    text = "It rained. The Harbour Board said 40 boats sank. Nobody was hurt."
    assert text[slice(*one.sentence)] == "The Harbour Board said 40 boats sank."
    assert (one.said_by, one.part, one.slot.noun) == ("The Harbour Board", Part.TEXT, "vehicles")


def test_the_line_that_dates_a_page_states_nothing():
    text = "Updated: May 6, 2026 15:01 IST A fire broke out in Aldport on Tuesday."
    assert [one.surface for one in an_account(1, text).statements] == ["Tuesday"]


def test_a_text_in_another_language_states_nothing():
    article = Article("https://a.example/1", "Feuer", "Ferrow zahlt 640 Millionen Euro.", "A", "a", language="de")
    assert statements(article, Tags(), MORNING) == ()


def test_one_agency_and_one_outlet_are_one_voice():
    found = voices(
        [
            Teller(1, "The Port"),
            Teller(2, "The Port"),
            Teller(3, "Dockside", copy_of=1),
            Teller(4, "Dockside"),
            Teller(5, "Harbour News", agency="Seawire"),
            Teller(6, "Tideline", agency="Seawire"),
        ]
    )
    assert found == {1: "The Port", 2: "The Port", 3: "The Port", 4: "Dockside", 5: "Seawire", 6: "Seawire"}


SENTENCES = (
    "Ferrow paid $334 million for Lumen.",
    "The fire killed at least three people.",
    "Ferrow launched it on Tuesday.",
    "Sales rose 12 percent to 88 million euros.",
    "About 40 boats sank in the harbour.",
)


@given(st.lists(st.lists(st.sampled_from(SENTENCES), max_size=4), max_size=4))
def test_every_statement_is_of_one_fact_and_a_single_voice_never_conflicts(texts):
    told = [an_account(number, " ".join(text), voice="one") for number, text in enumerate(texts)]
    found = ledger(told)
    assert sum(len(one.mentions) for one in found) == sum(len(one.statements) for one in told)
    assert {one.verdict for one in found} <= {Verdict.SINGLE}
