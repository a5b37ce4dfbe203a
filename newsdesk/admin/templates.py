"""What has been learned of where outlets' texts stand, for a person to read."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.template import DEFAULT_TEMPLATE_RULES, Template, TemplateRules
from pipeline.provenance.authority import outlet_named
from pipeline.records import Source
from storage.engine import Engine
from storage.outlet_templates import read_templates
from storage.transactions import reading


def template_lines(engine: Engine, sources: Sequence[Source]) -> list[list[str]]:
    """Return for each of *sources* one line for each template of its outlet, that met last first."""
    outlets = [outlet_named(source) for source in sources]
    with reading(engine) as connection:
        templates = read_templates(connection, set(outlets))
    return [[template_line(one) for one in templates.get(outlet, ())] for outlet in outlets]


def template_line(template: Template, rules: TemplateRules = DEFAULT_TEMPLATE_RULES) -> str:
    """Return where an outlet's texts stand, and how far that is trusted."""
    state = "trusted" if template.agreements >= rules.agreements else f"not trusted before {rules.agreements}"
    looked = f", last looked at {template.checked_at:%Y-%m-%d}" if template.checked_at else ""
    return (
        f"template {template.container}: {state}, agreed on the last {template.agreements} of {template.pages} "
        f"pages read in full{looked}"
    )
