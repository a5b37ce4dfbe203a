import importlib
import pkgutil
import re
import subprocess
import sys

import pytest

import pipeline
from pipeline.text.patterns import lazy_pattern


def test_finds_what_the_pattern_finds() -> None:
    digits = lazy_pattern(r"(?P<one>\d)\d*")
    assert digits.findall("a 12 b 3") == ["1", "3"]
    assert [found.span() for found in digits.finditer("a 12 b 3")] == [(2, 4), (7, 8)]
    assert digits.sub("#", "a 12") == "a #"
    assert digits.groupindex == {"one": 1}
    assert digits.pattern == r"(?P<one>\d)\d*"


def test_takes_flags() -> None:
    assert lazy_pattern("ai", re.IGNORECASE).search("An AI") is not None
    assert lazy_pattern("ai").search("An AI") is None


def test_compiles_nothing_until_it_is_used() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.search("text")


def modules_of_pipeline() -> list[str]:
    return [one.name for one in pkgutil.walk_packages(pipeline.__path__, "pipeline.")]


@pytest.mark.parametrize("module", modules_of_pipeline())
def test_every_pattern_at_the_head_of_a_module_can_be_compiled(module: str) -> None:
    for value in vars(importlib.import_module(module)).values():
        if type(value) is type(lazy_pattern("")):
            re.compile(value.pattern, value.flags)


def test_the_catalog_is_read_without_what_tags() -> None:
    unwanted = {"numpy", "ahocorasick_rs", "pipeline.tag.tagger"}
    seen = f"import sys, pipeline.tag; print(sorted({unwanted} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
