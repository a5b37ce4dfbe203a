"""A report of coverage: one HTML file that needs nothing else and prints well, or a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from newsdesk.export.missing import needs
from newsdesk.moments import shown
from pipeline.errors import ConfigError
from storage.queries.coverage_of import CorrectionLine, Coverage, QuoteLine, Voice

_TEMPLATE = Path(__file__).parent / "report.html.j2"
Table = tuple[str, Sequence[str], Sequence[Sequence[object]]]  # title, heads, rows


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells of one entity."""

    name: str
    begin: datetime
    end: datetime
    zone: tzinfo
    coverage: Coverage
    voices: tuple[Voice, ...]  # its own first, then those of its rivals
    quotes_by: tuple[QuoteLine, ...]
    quotes_about: tuple[QuoteLine, ...]
    notices: tuple[CorrectionLine, ...]


def write_report(path: Path, report: Report) -> None:
    """Write *report* as the end of the file's name says. Raises ConfigError."""
    if not path.parent.is_dir():
        raise ConfigError(f"{path.parent}: no such folder")
    match path.suffix.lower():
        case ".html":
            path.write_text(html(report), encoding="utf-8")
        case ".xlsx":
            _write_book(path, report)
        case _:
            raise ConfigError(f"{path}: expected a name that ends in .html or .xlsx")


def html(report: Report) -> str:
    """Return the report as one HTML page without scripts and without anything from elsewhere."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    most = max((day.originals for day in report.coverage.days), default=0) or 1
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(report=report, most=most, local=lambda when: shown(when, report.zone))


def tables(report: Report) -> list[Table]:
    """Return what the report tells as tables with titles."""
    told = report.coverage
    counted = ("originals", "articles")
    return [
        ("by day", ("day", *counted), [(one.key, one.originals, one.articles) for one in told.days]),
        (
            "share of voice",
            ("who", "originals", "share", "articles", "share of all"),
            [(one.name, one.originals, one.share, one.articles, one.raw_share) for one in report.voices],
        ),
        (
            "stories",
            ("story", "headline", "outlets", "articles", "first reporter", "first", "latest"),
            [
                (
                    one.id,
                    one.headline,
                    one.outlets,
                    one.articles,
                    one.first_outlet,
                    shown(one.first_at, report.zone),
                    shown(one.last_at, report.zone),
                )
                for one in told.stories
            ],
        ),
        ("outlets", ("outlet", *counted), [(one.name, one.originals, one.articles) for one in told.outlets]),
        ("authors", ("author", *counted), [(one.name, one.originals, one.articles) for one in told.authors]),
        ("quotes", *_quotes(report.quotes_by)),
        ("quotes about", *_quotes(report.quotes_about)),
        (
            "corrections",
            ("outlet", "title", "notice", "seen"),
            [(one.outlet, one.title, one.notice, shown(one.seen_at, report.zone)) for one in report.notices],
        ),
    ]


def _quotes(found: Sequence[QuoteLine]) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
    return ("quote", "speaker", "outlet", "url"), [(one.quote, one.speaker, one.outlet, one.url) for one in found]


def _write_book(path: Path, report: Report) -> None:
    with needs("xlsxwriter", "xlsx"):
        import xlsxwriter
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        for title, heads, rows in tables(report):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, heads)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, row)
            sheet.autofit()
