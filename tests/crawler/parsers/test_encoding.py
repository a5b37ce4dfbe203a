"""Which encoding a feed is read in: its bytes speak before its server and its first line."""

from __future__ import annotations

import pytest

from crawler.parsers.encoding import in_utf8

CZECH, GREEK, KOREAN = "Příliš žluťoučký kůň", "Μοντέλο γλώσσας", "언어 모델 공개"


def document(text, declared=None):
    first = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    return f"{first}<rss><channel><title>{text}</title></channel></rss>"


@pytest.mark.parametrize(
    ("text", "declared", "kind", "encoding"),
    [
        (CZECH, "windows-1250", "text/xml", "cp1250"),
        (CZECH, None, "text/xml; charset=iso-8859-2", "iso-8859-2"),
        (GREEK, "ISO-8859-7", "text/xml; charset=utf-8", "iso-8859-7"),
        (KOREAN, "euc-kr", "application/rss+xml", "euc-kr"),
        ("議会の報告", "iso-2022-jp", "text/xml", "iso-2022-jp"),
    ],
)
def test_what_is_declared_holds_where_the_bytes_fit_it(text, declared, kind, encoding):
    assert text in in_utf8(document(text, declared).encode(encoding), kind).decode()


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("ISO-8859-1", "text/xml; charset=ISO-8859-1"),
        ("windows-1252", None),
        ("gb2312", "text/xml"),
        (None, "text/xml; charset=us-ascii"),
        ("no-such-encoding", "text/xml; charset=nor-this"),
    ],
)
@pytest.mark.parametrize("text", [CZECH, GREEK, "déjà vu à Paris"])
def test_utf_8_is_read_as_such_whatever_is_declared(text, declared, kind):
    read = in_utf8(document(text, declared).encode(), kind).decode()
    assert text in read
    assert "encoding" not in read  # the parser must not decode it once more


def test_a_few_bad_bytes_cost_only_themselves():
    body = document(CZECH * 100, "utf-8").encode().replace("ů".encode(), b"\xff", 1)
    read = in_utf8(body, None).decode()
    assert read.count("\ufffd") == 1
    assert CZECH in read


def test_text_without_any_declaration_that_is_not_utf_8_is_western():
    assert "Große Koalition" in in_utf8(document("Große Koalition " * 9).encode("cp1252"), None).decode()
