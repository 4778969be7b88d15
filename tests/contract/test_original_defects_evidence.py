"""Each of the 16 defects of the original has a test here that is named after its number. The defects and their files:

==  ===================================================================  ==========================================
1   a run whose owner met an error in the middle was never finalised     here, ``test_original_defects_owners``
2   a timeout beside an old green result was green                       ``test_original_defects_timeouts``
3   a timeout left grandchildren                                         ``test_original_defects_timeouts``
4   exit codes were ignored                                              ``test_original_defects_exit_codes``
5   retries ignored errors, and kept no attempt but the last             here
6   results went astray with relative folders and another cwd            ``test_original_defects_surroundings``
7   results of deleted features were counted                             ``test_original_defects_exit_codes``
8   evidence ids were given twice                                        here
9   manifests were half written                                          ``test_original_defects_writers``
10  ids of runs were given twice                                         ``test_original_defects_writers``
11  one of two writers lost what it had written                          ``test_original_defects_writers``
12  JUnit files of other shapes were dropped, or ended the run           ``tests/results/test_junit_reading``
13  a teardown, and every attempt, was a case of its own                 here, ``tests/results/test_junit_reading``
14  JUnit files were not found again                                     here
15  errors and skips were not counted, the cwd was taken for the target  here
16  faults were swallowed, and runs at the same time shared folders      ``test_original_defects_surroundings``
==  ===================================================================  ==========================================

What is tested here is one run of three tools that a caller owns, with every kind of verdict, and a fault of its owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope import PathScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.store.writing import WrittenRun
from tests.contract.tool_projects import PLAYWRIGHT, begin, by_name, project, read_json, run
from tests.store.original_reader import bugs, check_run, list_manifests, read_tests
from tests.store.original_recompute import EVIDENCE, read_evidence, recomputed_failures

PYTHON = '''
from pathlib import Path

def first_time(name):
    """Whether this is the first call for a name, in whatever process."""
    try:
        Path(name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
'''

TESTS = """
import pytest
from again import first_time

@pytest.fixture
def shaky():
    if first_time("unit-error.seen"):
        raise ConnectionError("shaky")

@pytest.fixture
def untidy():
    yield
    raise OSError("untidy")

def test_passes(): pass
def test_fails(): assert 1 == 2
def test_errors(untidy): pass
def test_fails_and_errors(untidy): assert 3 == 4
def test_flaky_error(shaky): pass
def test_flaky_assert(): assert not first_time("unit-assert.seen")

def test_skipped(): pytest.skip("not today")
"""

FEATURE = """\
Feature: Verdicts

  Scenario: passes
    Given nothing

  Scenario: fails
    Given a wrong step

  Scenario: flaky
    Given a flaky step

  Scenario Outline: outlined
    Given a number <number>

    Examples: numbers
      | number |
      | 1      |
      | 2      |
"""

STEPS = """\
import sys
sys.path.insert(0, '.')
from behave import given
from again import first_time

@given('nothing')
def nothing(context): pass

@given('a wrong step')
def wrong(context): assert 1 == 2, 'one is not two'

@given('a flaky step')
def flaky(context): assert not first_time('behave.seen'), 'shaky'

@given('a number {number:d}')
def number(context, number): assert number == 1, f'{number} is not one'
"""

SPEC = """\
const { expect, test } = require('@playwright/test');
const { existsSync, writeFileSync } = require('fs');

test('passes', () => {});
test('fails', () => { expect(1).toBe(2); });
test('flaky', () => {
  const again = existsSync('e2e.seen');
  writeFileSync('e2e.seen', '');
  expect(again).toBe(true);
});
test.skip('skipped', () => {});
"""

FILES = {
    **PLAYWRIGHT,
    "again.py": PYTHON,
    "pytest.ini": "[pytest]\ntestpaths = tests\npythonpath = .\n",
    "tests/test_verdicts.py": TESTS,
    "features/verdicts.feature": FEATURE,
    "features/steps/verdict_steps.py": STEPS,
    "e2e/verdicts.spec.js": SPEC,
}

RED = {
    ("unit", "test_fails"),
    ("unit", "test_errors"),
    ("unit", "test_fails_and_errors"),
    ("behave", "fails"),
    ("behave", "outlined -- @1.2 numbers"),
    ("e2e", "fails"),
}
FLAKY = {("unit", "test_flaky_error"), ("unit", "test_flaky_assert"), ("behave", "flaky"), ("e2e", "flaky")}


class InTheMiddle(Exception):
    """What an owner of a run may meet."""


def plan(handle: WrittenRun, folder: Path, runs: Path, sealed: list[RunResult]) -> None:
    """Do as the original's plan does: orchestrate, orchestrate more, and break; the run is finalised in ``finally``."""
    try:
        run(folder, runs, handle=handle, retries=1)
        (folder / "tests" / "test_later.py").write_text("def test_later(): assert 5 == 6\n")
        run(folder, runs, PathScope(WorkspacePath("tests/test_later.py")), handle=handle)
        raise InTheMiddle
    finally:
        sealed.append(handle.finalize())


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunResult]:
    base = tmp_path_factory.mktemp("evidence")
    folder = project(base / "project", FILES)
    (base / "elsewhere").mkdir()
    sealed: list[RunResult] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QAAGENT_CACHE_DIR", str(base / "cache"))
        patch.chdir(base / "elsewhere")
        handle = begin(folder, base / "runs")
        with pytest.raises(InTheMiddle):
            plan(handle, folder, base / "runs", sealed)
        with pytest.raises(RuntimeError, match="sealed already"):
            handle.finalize()
        yield sealed[0]


def test_defect_01_an_error_in_the_middle_leaves_a_finished_run(verdicts: RunResult) -> None:
    manifest = check_run(Path(verdicts.run_dir))
    counts = manifest["counts"]
    assert (counts["test_suites"], counts["tests_passed"], counts["tests_failed"]) == (3, 8, 5)
    assert {name: (tool["executed"], tool["exit_code"]) for name, tool in manifest["tools"].items()} == {
        "pytest": (True, 1),
        "behave": (True, 1),
        "playwright": (True, 1),
    }
    assert all(tool["version"] for tool in manifest["tools"].values())
    assert len(manifest["diagnostics"]) == 1
    assert verdicts.status == "failed"


def test_defect_05_a_flaky_test_is_passed_and_flaky_with_both_attempts(verdicts: RunResult) -> None:
    flaky = [case for case in verdicts.cases if case.flaky]
    assert {(case.suite, case.name) for case in flaky} == FLAKY
    for case in flaky:
        before, after = case.attempts
        assert (case.outcome, after.outcome, len(before.failures)) == ("passed", "passed", 1)
        assert before.outcome == ("error" if case.name == "test_flaky_error" else "failed")
    records = {(record["kind"], record["name"]): record for record in read_tests(Path(verdicts.run_dir))}
    for key in FLAKY:
        assert (records[key]["status"], len(records[key]["metadata"]["attempts"])) == ("passed", 2)
    for suite in ("unit", "behave", "e2e"):
        assert (Path(verdicts.run_dir) / "artifacts" / suite / "attempt-2" / "output.log").exists()


def test_defect_05_what_never_passes_keeps_its_attempts_too(verdicts: RunResult) -> None:
    red = [case for case in verdicts.cases if (case.suite, case.name) in RED]
    assert [len(case.attempts) for case in red] == [2] * len(RED)
    assert all(attempt.failures for case in red for attempt in case.attempts)


def test_defect_08_ids_of_evidence_are_given_once(verdicts: RunResult) -> None:
    ids = [record["test_id"] for record in read_tests(Path(verdicts.run_dir))]
    assert len(ids) == len(set(ids)) == len(verdicts.cases) == 17
    day = verdicts.run_id.partition("_")[0]
    assert sorted(ids) == [f"TST-{day}-{number:04}" for number in range(1, len(ids) + 1)]


def test_defect_13_a_failure_with_a_broken_teardown_is_one_case(verdicts: RunResult) -> None:
    both = by_name(verdicts, "unit")["test_fails_and_errors"]
    assert (both.outcome, [len(attempt.failures) for attempt in both.attempts]) == ("error", [2, 2])
    junit = (Path(verdicts.run_dir) / "artifacts" / "unit" / "junit.xml").read_text("utf-8")
    assert junit.count('name="test_fails_and_errors"') == 1


def test_defect_14_failures_are_found_again_in_junit_files_once_each(verdicts: RunResult) -> None:
    found = recomputed_failures(Path(verdicts.run_dir))
    assert sorted(found) == sorted({*RED, ("unit", "test_later")})


def test_defect_15_every_verdict_is_counted_and_the_target_is_the_workspace(verdicts: RunResult) -> None:
    manifest = read_json(verdicts.run_dir, "manifest.json")
    counts = {name: number for name, number in manifest["counts"].items() if name.startswith("tests")}
    assert counts == {
        "tests": 17,
        "tests_passed": 8,
        "tests_failed": 5,
        "tests_errors": 2,
        "tests_skipped": 2,
    }
    assert Path(manifest["target"]["path"]).name == "project"
    assert not any((Path(verdicts.run_dir).parents[1] / "elsewhere").iterdir())


def test_the_originals_readers_read_the_run(verdicts: RunResult) -> None:
    run_dir = Path(verdicts.run_dir)
    assert [manifest["run_id"] for manifest in list_manifests(run_dir.parent)] == [verdicts.run_id]
    assert read_evidence(run_dir) == {kind: [] for kind in EVIDENCE}
    told = bugs(run_dir)
    assert len(told) == 7
    for suite, name in RED:
        assert sum(line.startswith(f"{name} [{suite}]") for line in told) == 1
    assert {record["runner_type"] for record in read_tests(run_dir)} == {"pytest", "behave", "playwright"}
