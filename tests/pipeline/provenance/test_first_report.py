"""Who had a story first: by the clock where it can be believed, and by whom others credit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.provenance.first_report import Cited, Report, find_first_report
from pipeline.provenance.publication_time import Doubt
from pipeline.records import Credit, Grade

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)


def hour(count: float) -> datetime:
    return NOON + timedelta(hours=count)


def an_account(number, outlet, at, *cited, copy_of=None, doubt=None):
    return Report(number, outlet, hour(at), doubt, copy_of, tuple(cited))


def credits_to(outlet, grade=Grade.FIRST, *, to=None, prominent=True):
    return Cited(Credit(grade, f"{grade} {outlet}", outlet, None, prominent), to)


def links_to(number, outlet="?"):
    return Cited(Credit(Grade.LINK, "here", outlet, "https://there.example/"), number)


def test_without_credits_the_earliest_account_is_first_and_says_so():
    first = find_first_report([an_account(2, "B", 1), an_account(1, "A", 3), an_account(3, "C", 2)])
    assert (first.article_id, first.outlet, first.at) == (2, "B", hour(1))
    assert first.why == ("the earliest of 3 accounts",)


def test_a_copy_is_never_first_and_its_outlet_is_not_independent():
    first = find_first_report([an_account(1, "Printer", 0, copy_of=2), an_account(2, "Wire", 1), an_account(3, "C", 2)])
    assert first.outlet == "Wire"
    assert first.own == ((2, "Wire"), (3, "C"))


def test_of_copies_whose_original_is_elsewhere_the_earliest_stands_for_it():
    first = find_first_report([an_account(1, "A", 2, copy_of=99), an_account(2, "B", 1, copy_of=99)])
    assert (first.outlet, first.own) == ("B", ((2, "B"),))


def test_who_credits_another_of_the_story_came_after_it_whatever_the_clocks_say():
    first = find_first_report([an_account(1, "A", 0, credits_to("B")), an_account(2, "B", 2)])
    assert first.outlet == "B"
    assert first.why[0] == "A (a1) credits B: “first B”"


def test_a_chain_of_credits_is_followed_to_its_end():
    first = find_first_report(
        [an_account(1, "A", 0, credits_to("B")), an_account(2, "B", 1, credits_to("C")), an_account(3, "C", 2)]
    )
    assert first.outlet == "C"


@pytest.mark.parametrize(
    "credit",
    [links_to(2), credits_to("B", Grade.SOURCE), credits_to("B", Grade.REPORT, prominent=False)],
    ids=["a bare link", "according to", "a report named in passing"],
)
def test_an_aside_gives_way_to_sound_clocks(credit):
    assert find_first_report([an_account(1, "A", 0, credit), an_account(2, "B", 2)]).outlet == "A"


def test_an_aside_decides_where_a_clock_is_in_doubt():
    told = [an_account(1, "A", 0, links_to(2)), an_account(2, "B", 2, doubt=Doubt.AFTER_SEEN)]
    assert find_first_report(told).outlet == "B"


def test_of_two_that_credit_each_other_the_firmer_claim_counts():
    told = [an_account(1, "A", 0, credits_to("B")), an_account(2, "B", 2, credits_to("A", Grade.SOURCE))]
    assert find_first_report(told).outlet == "B"


def test_of_two_at_the_same_moment_the_one_without_doubt_is_first():
    told = [an_account(1, "A", 0, doubt=Doubt.UNSTATED), an_account(2, "B", 0)]
    first = find_first_report(told)
    assert first.outlet == "B"
    assert "A (a1) counts from when it was seen: it states no time" in first.why


def test_a_link_that_leads_out_of_the_story_is_no_credit():
    assert find_first_report([an_account(1, "A", 0, links_to(77)), an_account(2, "B", 1)]).edges == ()


@pytest.mark.parametrize(
    ("told", "absent"),
    [
        ([an_account(1, "A", 0, credits_to("Elsewhere")), an_account(2, "B", 1)], "Elsewhere"),
        ([an_account(1, "A", 0), an_account(2, "B", 1, credits_to("Elsewhere"))], "Elsewhere"),
        ([an_account(1, "A", 0, credits_to("Elsewhere", Grade.REPORT)), an_account(2, "B", 1)], "Elsewhere"),
        ([an_account(1, "A", 0), an_account(2, "B", 1, credits_to("Elsewhere", Grade.REPORT))], None),
        ([an_account(1, "A", 0, credits_to("Elsewhere", prominent=False))], None),
        ([an_account(n, "AB"[n - 1], n, credits_to("Elsewhere", prominent=False)) for n in (1, 2)], "Elsewhere"),
        ([an_account(1, "A", 0, credits_to("Elsewhere", Grade.SOURCE))], None),
        ([an_account(1, "A", 0), an_account(2, "B", 1, credits_to("A"))], None),
    ],
    ids=[
        "the first says so",
        "another says so",
        "the first rests on it",
        "another does",
        "said in passing",
        "by two",
        "told it something",
        "it is here",
    ],
)
def test_an_outlet_that_is_credited_and_not_read_is_named(told, absent):
    assert find_first_report(told).absent == absent


def test_texts_that_one_agency_signs_are_one_voice_however_they_differ():
    signed = credits_to("Wire", Grade.WIRE)
    first = find_first_report([an_account(1, "A", 0, signed), an_account(2, "B", 1, signed), an_account(3, "C", 2)])
    assert first.own == ((1, "Wire"), (2, "Wire"), (3, "C"))
    assert (first.outlet, first.absent, first.velocity) == ("A", "Wire", round(1 / 6, 3))
    assert find_first_report([an_account(1, "A", 0, signed), an_account(2, "Wire", 3)]).outlet == "Wire"


def test_velocity_counts_the_outlets_that_followed_within_six_hours():
    told = [an_account(1, "A", 0), an_account(2, "B", 1), an_account(3, "C", 5), an_account(4, "D", 7)]
    assert find_first_report([*told, an_account(5, "B", 2), an_account(6, "E", 1, copy_of=1)]).velocity == round(
        2 / 6, 3
    )


def test_a_story_needs_a_report():
    with pytest.raises(ValueError, match="without reports"):
        find_first_report([])


@st.composite
def stories(draw):
    count = draw(st.integers(1, 7))
    others = st.integers(1, count)
    grades = st.sampled_from(Grade)

    def cited():
        outlet, grade, prominent = draw(st.sampled_from("ABCDX")), draw(grades), draw(st.booleans())
        return credits_to(outlet, grade, to=draw(st.none() | others), prominent=prominent)

    return [
        an_account(
            number,
            draw(st.sampled_from("ABCD")),
            draw(st.integers(0, 8)),
            *(cited() for _ in range(draw(st.integers(0, 2)))),
            copy_of=draw(st.none() | others.filter(lambda one, own=number: one < own)),
            doubt=draw(st.none() | st.sampled_from(Doubt)),
        )
        for number in range(1, count + 1)
    ]


@given(stories(), st.randoms(use_true_random=False))
def test_the_first_is_one_of_the_originals_in_whatever_order_they_come(told, dice):
    first = find_first_report(told)
    shuffled = list(told)
    dice.shuffle(shuffled)
    assert find_first_report(shuffled) == first
    own = {article_id for article_id, _ in first.own}
    assert first.article_id in own
    assert first.why
    here = {account.article_id for account in told}
    assert all(account.copy_of not in here for account in told if account.article_id in own)
    assert all(edge.credited_id != edge.article_id for edge in first.edges)
