"""Which inline tools a project has."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.host.node import NodeCheck
from qaagent_lsp.host.preflight import Preflight
from qaagent_lsp.model.tool import TOOLS
from qaagent_lsp.session.conventions import Conventions
from qaagent_lsp.session.indexing import Index, build
from qaagent_lsp.session.inline_tools import available_to, inline_tools
from qaagent_lsp.session.planning import Pythons, Toolbox
from qaagent_lsp.session.rules import rulebook_of
from qaagent_lsp.tools.ground import Available, NodePackage

HELD = Available(
    python="/venv/bin/python",
    modules={"locust": "2.47.0"},
    packages={"axe-core": NodePackage("/n/axe-core", "4.14.0")},
    commands={"schemathesis": "/usr/bin/schemathesis"},
    browser="/usr/bin/chromium",
)


def test_each_tool_says_what_brings_it(tmp_path: Path) -> None:
    rulebook = rulebook_of(tmp_path, Settings(), Conventions())
    found = {tool.name: tool for tool in inline_tools(rulebook, HELD)}
    assert tuple(found) == TOOLS
    assert {name: tool.brought_by for name, tool in found.items()} == {
        "schemathesis": "schemathesis at /usr/bin/schemathesis",
        "ui": "",
        "a11y": "axe-core 4.14.0",
        "lighthouse": "",
        "perf": "locust 2.47.0",
    }
    assert (found["a11y"].browser, found["perf"].browser) == ("/usr/bin/chromium", "")


def test_one_that_is_switched_off_says_so(tmp_path: Path) -> None:
    (tmp_path / ".qaagent.yaml").write_text("project: {name: p}\ntools: {perf: {enabled: false}}\n")
    conventions = build(tmp_path, {}, (), Index()).conventions
    found = {
        tool.name: tool.enabled for tool in inline_tools(rulebook_of(tmp_path, Settings(), conventions), HELD)
    }
    assert found == {name: name != "perf" for name in TOOLS}


@pytest.mark.parametrize("python", [sys.executable, "/nowhere/python"])
def test_a_project_without_a_python_says_why(tmp_path: Path, python: str) -> None:
    rulebook = rulebook_of(tmp_path, Settings(python=python), Conventions())
    found = available_to(rulebook, Toolbox(Pythons(Preflight()), NodeCheck()), {})
    assert (found.python is None) == bool(found.why_no_python) == (python != sys.executable)
