"""What the configuration folder says, file by file or as one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsdesk.settings.load import Loaded
from newsdesk.settings.model import Settings
from pipeline.errors import ConfigError
from pipeline.records import Source

if TYPE_CHECKING:
    from pipeline.provenance.authority import Authority
    from pipeline.sites import Sites
    from pipeline.tag import Catalog, Topic


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a round needs of the configuration folder, read once. Values only: nothing here is open."""

    loaded: Loaded
    sources: Mapping[str, Source]  # by name
    sites: Sites
    authority: Authority  # which source may speak for which address
    catalog: Catalog

    @property
    def settings(self) -> Settings:
        return self.loaded.settings


def read_configuration(loaded: Loaded) -> Configuration:
    """Read sources, outlets and entities; topics are left to `topics_of`, for only tagging needs them.

    Raises ConfigError.
    """
    from pipeline.provenance.authority import Authority

    sources, sites = sources_of(loaded), sites_of(loaded)
    return Configuration(loaded, sources, sites, Authority.of(sources.values(), sites), catalog_of(loaded))


def sources_of(loaded: Loaded) -> Mapping[str, Source]:
    """Return the configured sources by name. Raises ConfigError."""
    from newsdesk.settings.sources import read_sources

    sources, everywhere = read_sources(*loaded.source_folders), loaded.settings.crawl.mute
    return {source.name: replace(source, mute=(*everywhere, *source.mute)) for source in sources}


def source_named(loaded: Loaded, sources: Mapping[str, Source], name: str) -> Source:
    """Return the source named *name*. Raises ConfigError."""
    if name not in sources:
        raise ConfigError(f"{loaded.source_folders[-1]}: no source named {name}")
    return sources[name]


def sites_of(loaded: Loaded) -> Sites:
    """Return which addresses belong to which outlet. Raises ConfigError."""
    from newsdesk.settings.outlets import read_sites

    return read_sites(*loaded.outlet_files)


def catalog_of(loaded: Loaded) -> Catalog:
    """Return the entities. Raises ConfigError."""
    from newsdesk.settings.entities import read_catalog

    return read_catalog(*loaded.entity_folders)


def topics_of(loaded: Loaded) -> tuple[Topic, ...]:
    """Return the topics. Raises ConfigError."""
    from newsdesk.settings.entities import read_topics

    return read_topics(*loaded.topic_files)
