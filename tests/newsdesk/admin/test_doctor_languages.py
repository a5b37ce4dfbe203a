"""What the doctor says of languages."""

from __future__ import annotations

from newsdesk.admin.doctor import degraded
from storage.queries.languages import LanguageCount


def test_articles_in_languages_that_stages_do_not_know_are_counted_by_language():
    (found,) = degraded(
        [LanguageCount("en", 30, ()), LanguageCount("de", 8, ("topics", "speakers")), LanguageCount("fr", 2, None)]
    )
    assert found.good
    assert found.what == "degraded: 8 of 40 articles of 7 days, by language: de 8 (not for: topics, speakers)"


def test_nothing_is_said_where_every_stage_knows_every_language():
    assert degraded([LanguageCount("en", 30, ()), LanguageCount(None, 2, ())]) == []
