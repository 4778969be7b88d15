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


LISTED = """
def test_only_hooks_are_listed(pytestconfig):
    ours = [
        plugin
        for plugin in pytestconfig.pluginmanager.get_plugins()
        if getattr(plugin, "__name__", type(plugin).__module__).startswith("qaagent_probe")
    ]
    assert len(ours) >= 5
    for plugin in ours:
        assert dir(plugin)
        assert all(name.startswith("pytest_") for name in dir(plugin)), plugin
"""


def test_pytest_has_hooks_only_to_look_through(tmp_path: Path) -> None:
    run = probed(write(tmp_path / "w", test_it=LISTED))
    assert run.returncode == 0, run.output
