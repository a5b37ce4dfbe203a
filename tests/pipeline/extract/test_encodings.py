"""Whatever bytes a page is made of, what is kept of it is valid Unicode, rightly decoded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.extract.clean import clean, one_line
from pipeline.records import Article, Page
from tests.pipeline.extract.pages import page

GERMAN = "Die Behörde prüft, ob Prüfungen künftig ohne Prüfer möglich wären, und zwar für alle Schüler größerer Städte."
RUSSIAN = "Учёные показали прибор, который различает голоса птиц в городском шуме и не хранит записи разговоров."
JAPANESE = "研究所は鳥の声を街の音から聞き分ける装置を公開し、会話の録音は残さないと説明した。" * 3
ARABIC = "أعلن الباحثون عن جهاز يميز أصوات الطيور في ضجيج المدينة ولا يحتفظ بتسجيلات الأحاديث."
CHINESE = "研究人员展示了一种能在城市噪音中分辨鸟鸣的装置，并表示不会保存谈话录音。" * 3


def told(text: str, charset: str | None, *, declared: str | None = None, header: str | None = None) -> Page:
    meta = f'<meta charset="{declared}">' if declared else ""
    markup = (
        f"<html><head>{meta}<title>{text[:20]}</title></head><body><article>{f'<p>{text}</p>' * 4}</article></body>"
    )
    kind = f"text/html; charset={header}" if header else "text/html"
    return page(markup.encode(charset or "utf-8"), headers=(("content-type", kind),))


@pytest.mark.parametrize(
    ("text", "charset", "language"),
    [
        (GERMAN, "iso-8859-1", "de"),
        (GERMAN, "utf-8", "de"),
        (RUSSIAN, "windows-1251", "ru"),
        (RUSSIAN, "koi8-r", "ru"),
        (JAPANESE, "shift_jis", "ja"),
        (JAPANESE, "euc-jp", "ja"),
        (JAPANESE, "iso-2022-jp", "ja"),
        (CHINESE, "gb18030", "zh"),
        (CHINESE, "big5", "zh"),
        (ARABIC, "windows-1256", "ar"),
    ],
)
@pytest.mark.parametrize("where", ["declared", "header"])
def test_a_named_encoding_is_decoded_and_the_language_told(text: str, charset: str, language: str, where: str):
    if charset == "big5":
        text = "研究人員展示了一種能在城市噪音中分辨鳥鳴的裝置，並表示不會保存談話錄音。" * 3
    outcome = extract(told(text, charset, **{where: charset}))
    assert isinstance(outcome, Article)
    assert text in outcome.text
    assert outcome.language == language


@pytest.mark.parametrize(
    ("bytes_of", "expected"),
    [
        (lambda: told(GERMAN, "utf-8", declared="iso-8859-1"), GERMAN),  # UTF-8 that says it is not
        (lambda: told(GERMAN, "cp1252"), GERMAN),  # nothing said
        (lambda: told(GERMAN, "utf-16"), GERMAN),
        (lambda: told(GERMAN, "utf-16-le"), GERMAN),
    ],
    ids=["mislabelled", "undeclared", "utf-16", "utf-16 without mark"],
)
def test_wrong_and_missing_labels_are_seen_through(bytes_of, expected: str):
    outcome = extract(bytes_of())
    assert isinstance(outcome, Article)
    assert expected in outcome.text


def test_what_html_forbids_is_not_kept():
    markup = (
        "<html><head><title>A\x00 title&#0;&#xD800;</title></head><body><article>"
        + "<p>One\x00 two&#xDFFF; three \x85four\x93five &#150; \ufffe\uffff and more words to make it long.</p>" * 4
        + "</article></body></html>"
    )
    outcome = extract(page(markup.encode("utf-8", "surrogatepass") + b"<p>\xc0\xaf\xff\xfe overlong</p>"))
    assert isinstance(outcome, Article)
    for text in (outcome.title, outcome.text, outcome.markdown or ""):
        text.encode("utf-8")
        assert not {"\x00", "\ufffe", "\uffff", "\x85", "\x93"} & set(text)


@settings(max_examples=80)
@given(st.binary(max_size=400))
def test_no_bytes_break_extraction(body: bytes):
    extract(page(b"<html><body><p>" + body))


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_a_cleaned_text_is_valid_and_stays_as_it_is(text: str):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    line = one_line(text)
    assert line is None or ("\n" not in line and line == line.strip())
