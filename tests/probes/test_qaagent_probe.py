"""The name that pytest is given leads to the plugin, which does nothing where nobody asks."""

from __future__ import annotations

from pathlib import Path

from tests.probes.probed import probed, write

TEST = """
import sys


def test_plugin(pytestconfig):
    plugin = pytestconfig.pluginmanager.get_plugin("qaagent_probe")
    assert plugin.pytest_configure is sys.modules["qaagent_probe_plugin"].pytest_configure
    assert not pytestconfig.pluginmanager.hasplugin("qaagent_probe_session")
    assert "qaagent_probe_reports" in sys.modules
    assert not any(getattr(finder, "_recorder", None) for finder in sys.meta_path)
"""


def test_nothing_is_done_without_a_file_for_events(tmp_path: Path) -> None:
    run = probed(write(tmp_path / "w", test_it=TEST), env={"QAAGENT_EVENTS": ""})
    assert run.returncode == 0, run.output
    assert run.events == ()
