"""The original's defects in what a timeout leaves: 2 and 3. ``test_original_defects_evidence`` lists all 16."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from qaagent_lsp.model.result import RunResult, SuiteResult
from tests.contract.tool_projects import HANGING, SUITES, begin, living, project, read_json, run

TIMEOUT = 15.0

GREEN = (
    '<testsuites><testsuite name="stale" tests="1" failures="0" errors="0">'
    '<testcase classname="stale" name="test_stale" time="0.1"/></testsuite></testsuites>'
)
STALE = (
    "reports/pytest-junit.xml",
    "reports/behave/TESTS-stale.xml",
    "reports/e2e-junit.xml",
    "artifacts/unit/junit.xml",
    "reports/unit/pytest-junit.xml",
)
"""Where results of an earlier run may lie about: the tools' own files, and those that the original would read."""

OWN_REPORTS = {
    "pytest.ini": "[pytest]\ntestpaths = tests\npythonpath = .\naddopts = --junitxml=reports/pytest-junit.xml\n",
    "behave.ini": "[behave]\njunit = true\njunit_directory = reports/behave\n",
    "playwright.config.js": (
        "module.exports = { testDir: 'e2e', workers: 1,"
        " reporter: [['junit', { outputFile: 'reports/e2e-junit.xml' }]] };\n"
    ),
}


@dataclass(frozen=True, slots=True)
class TimedOut:
    """A run of three tools that were all stopped by their limit, beside the green results of an earlier run."""

    folder: Path
    result: RunResult

    def suite(self, name: str) -> SuiteResult:
        """One suite's verdict."""
        return next(suite for suite in self.result.suites if suite.name == name)


@pytest.fixture(scope="module")
def timed_out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimedOut]:
    base = tmp_path_factory.mktemp("timeouts")
    stale = dict.fromkeys(STALE, GREEN)
    folder = project(base / "project", {**HANGING, **OWN_REPORTS, **stale})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QAAGENT_CACHE_DIR", str(base / "cache"))
        handle = begin(folder, base / "runs")
        for suite in SUITES:
            (Path(handle.artifacts_dir(suite)) / "junit.xml").write_text(GREEN)
        run(folder, base / "runs", handle=handle, timeout=TIMEOUT, parallel=True)
        yield TimedOut(folder, handle.finalize())


NAMES = {"unit": "test_hangs", "behave": "hangs", "e2e": "hangs"}


@pytest.mark.parametrize("suite", SUITES)
def test_defect_02_a_stale_green_result_does_not_hide_a_timeout(suite: str, timed_out: TimedOut) -> None:
    assert timed_out.result.status == "timeout"
    assert timed_out.suite(suite).outcome == "timeout"
    assert "stopped after" in timed_out.suite(suite).error
    cases = [case for case in timed_out.result.cases if case.suite == suite]
    assert [case.outcome for case in cases] == ["passed", "error"]
    assert "time limit" in cases[1].message
    assert cases[1].name == NAMES[suite]
    junit = Path(timed_out.result.run_dir) / "artifacts" / suite / "junit.xml"
    assert "stale" not in junit.read_text("utf-8")
    manifest = read_json(timed_out.result.run_dir, "manifest.json")
    assert manifest["counts"]["tests_passed"] == len(SUITES)
    assert manifest["counts"]["tests_failed"] + manifest["counts"]["tests_errors"] == len(SUITES)


@pytest.mark.parametrize("suite", SUITES)
def test_defect_03_a_timeout_ends_grandchildren_too(suite: str, timed_out: TimedOut) -> None:
    assert living(timed_out.folder, suite) == []
