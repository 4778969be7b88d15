"""The original's defects in what is taken for green: 4 and 7. ``test_original_defects_evidence`` lists all 16."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from qaagent_lsp.model.errors import NothingToRun
from qaagent_lsp.model.scope import PathScope
from qaagent_lsp.model.source import WorkspacePath
from tests.contract.tool_projects import PLAYWRIGHT, project, read_json, run


@dataclass(frozen=True, slots=True)
class Broken:
    """A project whose tool ends without a failing test. ``told`` is said in the suite's error."""

    suite: str
    files: Mapping[str, str]
    told: str


PASSES = "def test_a(): pass\n"
FEATURE = "Feature: A\n\n  Scenario: one\n    Given nothing\n"
STEPS = "from behave import given\n\n@given('nothing')\ndef nothing(context): pass\n"
SPEC = "const { test } = require('@playwright/test');\n\ntest('one', () => {});\n"

BROKEN = {
    "pytest deselects everything": Broken(
        "unit", {"pytest.ini": "[pytest]\naddopts = -k nothing_at_all\n", "test_a.py": PASSES}, "no test"
    ),
    "a conftest that breaks": Broken(
        "unit",
        {"pytest.ini": "[pytest]\n", "conftest.py": "import not_there\n", "test_a.py": PASSES},
        "not_there",
    ),
    "an option that pytest does not know": Broken(
        "unit", {"pytest.ini": "[pytest]\naddopts = --not-there\n", "test_a.py": PASSES}, "--not-there"
    ),
    "a process that ends": Broken(
        "unit",
        {"pytest.ini": "[pytest]\n", "test_a.py": PASSES, "test_b.py": "import os\nos._exit(0)\n"},
        "before the session was over",
    ),
    "a hook that breaks": Broken(
        "behave",
        {
            "features/environment.py": "def before_all(context):\n    raise OSError('not_there')\n",
            "features/a.feature": FEATURE,
            "features/steps/a_steps.py": STEPS,
        },
        "not_there",
    ),
    "steps that cannot be imported": Broken(
        "behave",
        {"features/a.feature": FEATURE, "features/steps/a_steps.py": STEPS + "import not_there\n"},
        "not_there",
    ),
    "a feature that is none": Broken(
        "behave",
        {"features/a.feature": FEATURE + "    Gibberish\n", "features/steps/a_steps.py": STEPS},
        "a.feature",
    ),
    "Playwright leaves out everything": Broken(
        "e2e",
        {
            **PLAYWRIGHT,
            "playwright.config.js": "module.exports = { testDir: 'e2e', grep: /not_there/ };\n",
            "e2e/a.spec.js": SPEC,
        },
        "No tests found",
    ),
    "a spec that cannot be loaded": Broken(
        "e2e", {**PLAYWRIGHT, "e2e/a.spec.js": SPEC + "require('not_there');\n"}, "not_there"
    ),
    "a configuration that breaks": Broken(
        "e2e",
        {**PLAYWRIGHT, "playwright.config.js": "throw new Error('not_there');\n", "e2e/a.spec.js": SPEC},
        "not_there",
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_defect_04_an_exit_code_without_a_failing_test_is_red_and_diagnosed(
    broken: Broken, tmp_path: Path
) -> None:
    folder = project(tmp_path / "project", broken.files)
    result = run(folder, tmp_path / "runs")
    (suite,) = result.suites
    assert (suite.name, suite.outcome, result.status) == (broken.suite, "error", "error")
    assert broken.told in "\n".join([suite.error, *(case.message for case in result.cases)])
    diagnoses = read_json(result.run_dir, "evidence/diagnostics.json")
    assert broken.told in "".join(f"{one['root_cause']} {one['error_message']}" for one in diagnoses)
    manifest = read_json(result.run_dir, "manifest.json")
    assert manifest["tools"][suite.runner]["error"]
    (summary,) = manifest["diagnostics"]
    assert "All tests passed" not in summary
    assert summary


def test_defect_04_a_folder_that_is_not_there_is_refused_or_red_and_never_green(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "project", {"pytest.ini": "[pytest]\ntestpaths = gone\n", "test_a.py": PASSES}
    )
    with pytest.raises(NothingToRun, match="gone"):
        run(folder, tmp_path / "runs", PathScope(WorkspacePath("gone")))
    assert not (tmp_path / "runs").exists()


def test_defect_07_deleted_features_and_results_of_earlier_runs_are_not_counted(tmp_path: Path) -> None:
    files = {
        "behave.ini": "[behave]\njunit = true\njunit_directory = reports\n",
        "features/a.feature": FEATURE,
        "features/b.feature": FEATURE.replace("one", "two") + "\n  Scenario: three\n    Given nothing\n",
        "features/steps/a_steps.py": STEPS,
    }
    folder = project(tmp_path / "project", files)
    before = run(folder, tmp_path / "runs")
    assert before.counts.total == 3
    (folder / "features" / "b.feature").unlink()
    assert (folder / "reports" / "TESTS-b.xml").exists()
    after = run(folder, tmp_path / "runs")
    assert [case.id for case in after.cases] == ["features/a.feature:3"]
    assert read_json(after.run_dir, "manifest.json")["counts"]["tests"] == 1
    assert "two" not in (Path(after.run_dir) / "artifacts" / "behave" / "junit.xml").read_text("utf-8")
