"""All of the configuration folder at once, for those who want to hear of every mistake in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from newsdesk.settings.entities import try_catalog, try_topics
from newsdesk.settings.environment import missing
from newsdesk.settings.folders import WATCHLISTS_FILE
from newsdesk.settings.load import Loaded, try_load
from newsdesk.settings.outlets import try_sites
from newsdesk.settings.problems import Problem
from newsdesk.settings.searches import try_searches
from newsdesk.settings.sources import try_sources
from newsdesk.settings.watchlists import try_watching
from pipeline.query import Query


def problems_of(folder: Path, parse_query: Callable[[Loaded, str], Query]) -> list[Problem]:
    """Return what is wrong with any file of *folder*, or with the environment.

    *parse_query* reads the queries of watchlists, and raises ConfigError.
    """
    loaded, problems = try_load(folder, os.environ)
    sources, wrong = try_sources(*loaded.source_folders)
    problems += wrong
    problems += missing(sources, os.environ)
    catalog, wrong = try_catalog(*loaded.entity_folders)
    problems += wrong
    reported = {problem.key.partition("]")[0] + "]" for problem in wrong}
    problems += [
        Problem(str(loaded.source_folders[-1]), f"source[{source.name}].official_for", f"{entity!r} is no entity")
        for source in sources
        for entity in source.official_for
        if catalog.entities and entity not in catalog.entities and f"entity[{entity}]" not in reported
    ]
    problems += try_sites(*loaded.outlet_files)[1]
    problems += try_watching(folder / WATCHLISTS_FILE, loaded.settings.digest.zone, partial(parse_query, loaded))[1]
    problems += try_searches(*loaded.search_files)[1]
    return problems + try_topics(*loaded.topic_files)[1]
