"""Where an outlet's texts stand is learned, believed only after several pages, and doubted at the first sign."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import NOTHING_LEARNED, OutletMemory, counted, extract
from pipeline.extract.parse import parse_html
from pipeline.extract.template import DEFAULT_TEMPLATE_RULES, BlockCount, Doubt, Template, is_sample, learn, read
from pipeline.records import Article, Page, PageLayout
from tests.pipeline.extract.pages import NOW, page

SUBJECTS = ("ferries", "bridges", "orchards", "clinics", "theatres", "harbours", "archives", "schools", "kitchens")
PLACES = ("Brenhall", "Oakmere", "Talheim", "Valmar", "Sorell", "Kelmon", "Harrowgate", "Morbach", "Zamlyn", "Fennel")


def paragraphs(number: int, count: int = 8) -> list[str]:
    subject = SUBJECTS[number % len(SUBJECTS)]
    return [
        f"The council of {PLACES[(number + place) % len(PLACES)]} said that its {subject} would be looked at for the "
        f"{number + 2}nd time, and that {PLACES[(number * place) % len(PLACES)]} had asked for {place + 3} reports."
        for place in range(count)
    ]


def outlet_html(number: int, body_class: str = "story-body", extra: str = "", text: list[str] | None = None) -> str:
    lines = [f"<p>{one}</p>" for one in (paragraphs(number) if text is None else text)]
    half = len(lines) // 2  # in two chapters, since a page with all paragraphs side by side needs no template
    chapters = (("opening", lines[:half]), ("rest", lines[half:]))
    shown = "".join(f'<section class="{name}">{"".join(inside)}</section>' for name, inside in chapters)
    menu = "".join(f'<li><a href="/{one}">{one}</a></li>' for one in SUBJECTS)
    return (
        f'<!doctype html><html lang="en"><head><title>Council looks at case {number} again</title></head><body>'
        f"<nav><ul>{menu}</ul></nav><main><h1>Council looks at case {number} again</h1>"
        f'<div class="{body_class}">{shown}{extra}</div></main>'
        "<footer><p>Printed in Brenhall.</p></footer></body></html>"
    )


def page_of(number: int, **how: object) -> Page:
    """Return a page that is no sample."""
    urls = (f"https://outlet.example/{number}-{again}" for again in range(100))
    url = next(one for one in urls if not is_sample(one))
    return page(outlet_html(number, **how), url=url)  # type: ignore[arg-type] # the layout's own arguments


def article_of(fetched: Page, learned: OutletMemory) -> Article:
    outcome = extract(fetched, learned)
    assert isinstance(outcome, Article)
    return outcome


def after_pages(count: int) -> OutletMemory:
    learned = NOTHING_LEARNED
    for number in range(count):
        learned = counted(learned, article_of(page_of(number), learned))
    return learned


@pytest.fixture(scope="module")
def learned() -> OutletMemory:
    return after_pages(DEFAULT_TEMPLATE_RULES.agreements + 2)


def test_a_page_of_a_learned_outlet_is_read_by_its_template(learned: OutletMemory):
    fetched = page_of(40)
    by_template, by_trafilatura = article_of(fetched, learned), article_of(fetched, NOTHING_LEARNED)
    assert by_template.provenance["text"] == "template"
    assert by_template.text == by_trafilatura.text == "\n".join(paragraphs(40))
    assert by_template.markdown == by_trafilatura.markdown


def test_a_template_is_not_believed_before_it_has_agreed_several_times():
    assert article_of(page_of(40), after_pages(DEFAULT_TEMPLATE_RULES.agreements)).provenance["text"] == "trafilatura"


def test_a_redesign_is_noticed_on_its_first_page(learned: OutletMemory):
    redesigned = article_of(page_of(41, body_class="prose"), learned)
    assert redesigned.provenance["text"] == "trafilatura"
    assert redesigned.text == "\n".join(paragraphs(41))


def test_a_block_of_a_kind_never_met_is_a_doubt(learned: OutletMemory):
    quote = f"<blockquote>{paragraphs(3)[0]}</blockquote>"
    assert article_of(page_of(42, extra=quote), learned).provenance["text"] == "trafilatura"


def test_a_text_that_is_short_beside_the_prose_elsewhere_is_a_doubt(learned: OutletMemory):
    root = parse_html(
        outlet_html(43, text=paragraphs(43, 6)).replace(
            "</main>", "<p>" + "</p><p>".join(paragraphs(44, 20)) + "</p></main>"
        )
    )
    assert root is not None
    assert read(learned.templates, root, "") == Doubt("more prose stands elsewhere")


def test_a_text_of_a_length_that_the_page_itself_denies_is_a_doubt(learned: OutletMemory):
    fetched = page_of(45)
    stated = b'<script type="application/ld+json">{"@type":"NewsArticle","wordCount":2000}</script></head>'
    denied = replace(fetched, body=fetched.body.replace(b"</head>", stated))
    assert article_of(denied, learned).provenance["text"] == "trafilatura"


def test_a_sample_of_pages_is_read_in_full(learned: OutletMemory):
    urls = (f"https://outlet.example/sample-{again}" for again in range(1000))
    sampled = replace(page_of(46), url=next(one for one in urls if is_sample(one)))
    article = article_of(sampled, learned)
    assert article.provenance["text"] == "trafilatura"
    assert article.layout is not None
    assert article.layout.agreed


def test_a_page_that_a_template_reads_wrongly_costs_it_all_trust(learned: OutletMemory):
    wrong = PageLayout(learned.templates[0].container, {}, agreed=False, at=NOW)
    root = parse_html(outlet_html(47))
    assert root is not None
    assert isinstance(read(learn(learned.templates, wrong), root, ""), Doubt)
    assert not isinstance(read(learned.templates, root, ""), Doubt)


counts = st.builds(BlockCount, st.integers(0, 9), st.integers(0, 9))
layouts = st.builds(
    PageLayout,
    st.sampled_from(["div.a", "div.b", "div.c", "div.d", "div.e", "div.f"]),
    st.dictionaries(st.text("pqr", max_size=4), counts, max_size=5),
    st.sampled_from([True, False, None]),
    st.just(NOW),
)


@given(st.lists(layouts, max_size=30))
def test_what_is_kept_of_an_outlet_is_bounded_and_has_no_container_twice(seen: list[PageLayout]):
    known: tuple[Template, ...] = ()
    for layout in seen:
        known = learn(known, layout)
        assert known[0].container == layout.container
        assert known[0].agreements <= known[0].pages
    assert len(known) <= DEFAULT_TEMPLATE_RULES.most_templates
    assert len({one.container for one in known}) == len(known)
    assert all(len(one.blocks) <= DEFAULT_TEMPLATE_RULES.most_kinds for one in known)
