"""One page has one spelling, and two pages never share one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.canonical import canonical_url, host_of, site_of, url_key

HERE = "https://news.example.com/2026/11/20/a-model"


@pytest.mark.parametrize(
    "spelling",
    [
        HERE,
        HERE + "/",
        HERE + "#comments",
        HERE + "?utm_source=rss&utm_medium=feed",
        HERE + "?fbclid=Iw&gclid=1&mc_cid=2",
        HERE + "?PHPSESSID=0123&sid=7f3a91cc04de5b62",
        HERE + ";jsessionid=0AF3",
        HERE + "/amp",
        HERE + "/amp/",
        HERE + "?amp=1",
        HERE + "?outputType=amp",
        HERE + "?print=true",
        HERE + "?view=mobile",
        HERE + "/index.html",
        HERE.replace("example.com", "EXAMPLE.com."),
        HERE.replace("https", "HTTPS"),
        HERE.replace(".com/", ".com:443/"),
        HERE.replace("/11/", "/./x/../11//"),
        HERE.replace("model", "mod%65l"),
        "https://amp.news.example.com/2026/11/20/a-model",
        "https://user:secret@news.example.com/2026/11/20/a-model",
    ],
)
def test_every_spelling_of_a_page_comes_to_one(spelling):
    assert canonical_url(spelling) == HERE


@pytest.mark.parametrize(
    "other",
    [
        HERE + "?id=7",
        HERE + "?p=1",
        HERE + "s",
        HERE.replace("a-model", "A-model"),
        HERE.replace("a-model", "a%2Fmodel"),
        HERE.replace(".com/", ".com:8443/"),
        HERE.replace("news.", "blog."),
        "https://news.example.com/2026/11/20/amplified",
        "https://news.example.com/print-is-dead",
    ],
)
def test_another_page_keeps_another_address(other):
    assert canonical_url(other) == other


@pytest.mark.parametrize(
    "sender",
    [
        "msclkid=9",
        "dclid=x1",
        "wbraid=Cj0",
        "li_fat_id=3",
        "srsltid=Af",
        "fb_ref=share",
        "mc_tc=1",
        "itm_source=box",
        "campaign_name=autumn",
        "hsa_acc=12",
        "__hstc=4",
        "_bhlid=7c",
        "sc_cid=7",
        "mod=rss_Technology",
        "ftag=CAD590a51e",
        "maca=en-rss-all",
        "ns_mchannel=social",
        "wt_mc=rss.red.news",
        "traffic_source=Connatix",
        "utm_medium=feed&amp;utm_source=rss",
        "feature=share",
        "source=rss",
        "partner=nordic-times",
    ],
)
def test_what_says_who_sent_the_reader_is_dropped(sender):
    assert canonical_url(f"{HERE}?{sender}") == HERE


@pytest.mark.parametrize(
    "address",
    [
        "https://board.example.com/modules.php?sid=204",
        "https://board.example.com/news_view.php?sid=kepler",
        "https://conf.example.com/talk?session_id=12",
        "https://lab.example.com/docs?feature=batch",
        "https://lab.example.com/models?source=orion",
        "https://shop.example.com/view.asp?partner=nvidia",
        "https://lab.example.com/paper?share=31",
        "https://lab.example.com/report?spm=7",
        "https://lab.example.com/report?rss=9",
        "https://lab.example.com/notes?view=1",
        "https://wiki.example.com/terms/amp",
        "https://tools.example.com/print",
        "https://lab.example.com/amp/docs",
        "https://blog.example.com/2026/11/amp",
    ],
)
def test_a_name_alone_does_not_make_a_parameter_or_an_ending_a_variant(address):
    assert canonical_url(address) == address


@pytest.mark.parametrize("escaped", ["id=5&amp;lang=en", "id=5&amp;amp;lang=en"])
def test_a_reference_that_was_escaped_too_often_is_undone(escaped):
    assert canonical_url(f"https://e.example.com/a?{escaped}") == "https://e.example.com/a?id=5&lang=en"


def test_parameters_come_in_one_order():
    assert canonical_url(HERE + "?b=2&a=1") == canonical_url(HERE + "?a=1&b=2") == HERE + "?a=1&b=2"


def test_names_and_paths_in_other_scripts_are_spelled_as_a_server_sees_them():
    assert canonical_url("https://bücher.example/straße") == "https://xn--bcher-kva.example/stra%C3%9Fe"


@pytest.mark.parametrize(
    "nothing",
    [
        "",
        "ftp://example.com/",
        "javascript:alert(1)",
        "https://",
        "http://[::1",
        "http://a b/",
        "//example.com/x",
        "mailto:a@b.c",
        "http://example.com:port/",
        "https://example.com/" + "a" * 3000,
    ],
)
def test_what_is_no_web_address_has_no_spelling(nothing):
    assert canonical_url(nothing) is None


def test_scheme_and_www_make_no_other_page():
    assert url_key("http://www.example.com/x/") == url_key("https://example.com/x") == "example.com/x"


def test_a_site_is_what_somebody_registered():
    assert site_of("https://news.bbc.co.uk/x") == "bbc.co.uk"
    assert site_of("http://127.0.0.1:8000/") == "127.0.0.1:8000"
    assert site_of("http://newsroom:80/") == "newsroom"
    assert site_of("http://www.wire.internal:8080/") == "wire.internal"
    assert site_of("https://ada.github.io/x") == "ada.github.io"
    assert host_of("https://News.BBC.co.uk:8080/x") == "news.bbc.co.uk"


URLS = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.from_regex(r"\A(?:www\.|m\.|amp\.)?[a-z]{1,8}\.(?:com|co\.uk)(?::\d{1,4})?\Z"),
    st.text("/abAB.%~;é \\'\"", max_size=30).map(lambda path: "/" + path),
    st.sampled_from(["", "?"]),
    st.text("ab=&%+;é#", max_size=20),
)


@given(URLS)
@example("http://amp.amp.example.com/amp/amp/index.html")
@example("https://a.com/print/print/amp")
def test_canonical_spelling_is_final(url):
    once = canonical_url(url)
    assert once is None or canonical_url(once) == once


@given(st.text())
def test_no_text_upsets_it(text):
    canonical_url(text)
    url_key(text)
    assert isinstance(site_of(text), str)
