"""What lies in deploy/ is valid, and names commands, settings and metrics that there are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsdesk.cli import COMMANDS
from newsdesk.metrics import families
from newsdesk.settings.load import sections
from tests.newsdesk.admin.test_status import WELL

DEPLOY = Path("deploy")
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def test_every_command_that_is_started_is_one():
    started = re.findall(
        r"bin/newsdesk (?:--\S+ )*([a-z]+)", "".join(file.read_text() for file in (*UNITS, DEPLOY / "newsdesk.cron"))
    )
    assert set(started) == {"daemon", "run", "backup"}
    assert set(started) < set(COMMANDS)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda file: file.name)
def test_systemd_has_nothing_to_say_of_a_unit(unit, tmp_path):
    # What is started must exist on the machine that verifies.
    for file in UNITS:
        text = file.read_text().replace("/srv/newsdesk/.venv/bin/newsdesk", sys.executable)
        text = text.replace("file:///srv", "https://desk.example").replace("User=newsdesk\n", "")
        (tmp_path / file.name).write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    about = [line for line in done.stderr.splitlines() if unit.stem in line]
    assert (done.returncode, about) == (0, [])


def test_the_dashboard_asks_for_metrics_that_there_are():
    pytest.importorskip("prometheus_client")
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    asked = {
        name
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"newsdesk_\w+", target["expr"])
    }
    known = {family.name for family in families(WELL, 0)}
    assert asked < known
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_the_compose_file_sets_settings_that_there_are():
    text = (DEPLOY / "compose.yaml").read_text()
    variables = set(re.findall(r"NEWSDESK_([A-Z_]+)", text))
    known = {f"{section}_{key}".upper() for section, model in sections().items() for key in model.model_fields}
    assert variables == {"DATABASE_URL", "METRICS_LISTEN"}
    assert variables < known
