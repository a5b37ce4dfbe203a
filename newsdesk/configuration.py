"""What the configuration folder says, file by file or as one record."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from newsdesk.settings.load import Loaded
from newsdesk.settings.model import Settings
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.provenance.authority import Authority
    from pipeline.records import Source
    from pipeline.sites import Sites
    from pipeline.tag import Catalog, Topic


@dataclass(frozen=True)
class Configuration:
    """What a round needs of the configuration folder. Values only: nothing here is open.

    Each part is read when it is first asked for, and kept; that raises ConfigError. A round in which nothing is due
    asks for none. Topics are left to `topics_of`, for only tagging needs them.
    """

    loaded: Loaded

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by name, with what they take from the environment. Raises ConfigError when that is missing."""
        from newsdesk.settings.environment import filled

        return filled(sources_of(self.loaded).values(), os.environ)

    @cached_property
    def sites(self) -> Sites:
        """Which addresses belong to which outlet."""
        return sites_of(self.loaded)

    @cached_property
    def authority(self) -> Authority:
        """Which source may speak for which address."""
        from pipeline.provenance.authority import Authority

        return Authority.of(self.sources.values(), self.sites)

    @cached_property
    def catalog(self) -> Catalog:
        """The entities."""
        return catalog_of(self.loaded)

    @cached_property
    def stamp(self) -> int | None:
        """A number that changes with the files of sources, outlets and entities, and with newsdesk's own version.

        None where a file cannot be read.
        """
        from newsdesk.settings.stamp import stamp_of

        return stamp_of(self.loaded)


def read_configuration(loaded: Loaded) -> Configuration:
    """Return the configuration with sources, outlets and entities read. Raises ConfigError."""
    configuration = Configuration(loaded)
    _ = configuration.sources, configuration.sites, configuration.catalog
    return configuration


def sources_of(loaded: Loaded) -> Mapping[str, Source]:
    """Return the configured sources by name. Raises ConfigError."""
    from newsdesk.settings.sources import ALL_OF_SUBJECT, read_sources

    crawl = loaded.settings.crawl
    return {
        source.name: replace(
            source,
            mute=(*crawl.mute, *source.mute),
            subject=crawl.subject if source.subject == (ALL_OF_SUBJECT,) else source.subject,
        )
        if crawl.mute or source.subject
        else source
        for source in read_sources(*loaded.source_folders)
    }


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
