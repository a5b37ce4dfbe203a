"""What other libraries keep to themselves may change in any release; whoever imports it is bound to a minor version."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("crawler", "pipeline", "storage", "newsdesk", "demo", "benchmarks")
# Without an underscore, and yet not in Scrapy's documentation: they too may change in any release.
UNDOCUMENTED = ("scrapy.core.", "twisted.internet._")

# Python itself, and the types that only type checkers know.
OURS = {*PACKAGES, *sys.stdlib_module_names, "_typeshed"}

BOUNDED = {
    "crawler/download.py": {
        "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler",
        "scrapy.core.downloader.handlers._aiohttp._ClientResponse",
        "scrapy.core.downloader.handlers._base_streaming.BaseStreamingDownloadHandler",
    }
}


def private_imports(code: str) -> set[str]:
    """Return the full names that *code* imports from the private parts of other packages."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.partition(".")[0] not in OURS and is_private(name)}


def is_private(name: str) -> bool:
    return name.startswith(UNDOCUMENTED) or any(re.match(r"_(?!_)", part) for part in name.split("."))


def imports_of_ours() -> dict[str, set[str]]:
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    found = {str(file.relative_to(ROOT)): private_imports(file.read_text(encoding="utf-8")) for file in files}
    return {file: names for file, names in found.items() if names}


def requirement(library: str) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return next(one for one in project["dependencies"] if re.match(rf"{library}\b", one))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from scrapy.utils.ssl import _make_ssl_context", {"scrapy.utils.ssl._make_ssl_context"}),
        ("import twisted.internet._sslverify", {"twisted.internet._sslverify"}),
        ("from scrapy.core.engine import ExecutionEngine", {"scrapy.core.engine.ExecutionEngine"}),
        ("from scrapy import Request\nfrom __future__ import annotations", set()),
        ("from crawler.page_sink import _keep", set()),
    ],
)
def test_an_import_of_a_private_part_is_seen(code, found):
    assert private_imports(code) == found


def test_nothing_private_is_imported_but_what_is_listed_here():
    assert imports_of_ours() == BOUNDED


def test_whoever_is_imported_from_in_private_is_bound_to_a_minor_version():
    libraries = {name.partition(".")[0] for names in BOUNDED.values() for name in names}
    assert libraries
    for library in libraries:
        lowest, below = re.search(r">=(\d+\.\d+),<(\d+\.\d+)", requirement(library)).groups()
        major, minor = map(int, lowest.split("."))
        assert below == f"{major}.{minor + 1}"
