"""Which test ids stand for something in the workspace as it is now."""

from __future__ import annotations

from difflib import get_close_matches

from qaagent_lsp.model.errors import UnknownTest
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import (
    TestId,
    file_of,
    function_id,
    inside_of,
    is_loaded_beside,
    is_placed,
    runner_of,
)

_MOST_COMPARED = 2000


def is_known(snapshot: Snapshot, test_id: TestId) -> bool:
    """Tell whether an id can be run: a function, one of its cases, a class, a file, or a case that has run.

    The last is for tests that only a run can show: inherited from another file, or generated.
    """
    if function_id(test_id) in snapshot.tests:
        return True
    file, inside = file_of(test_id), inside_of(test_id)
    tests = snapshot.tests_by_file.get(file, ())
    if not inside:
        return bool(tests) or file in snapshot.broken
    if is_placed(test_id):
        return any(group.id == test_id for group in snapshot.groups_by_file.get(file, ()))
    if "[" not in inside and any(test.id.startswith(f"{test_id}::") for test in tests):
        return True
    result = snapshot.results.get(test_id)
    if result is not None:
        return is_current(snapshot, result.case)
    return any(
        function_id(case_id) == test_id and is_current(snapshot, last.case)
        for case_id, last in snapshot.results.items()
        if case_id.startswith(test_id)
    )


def is_current(snapshot: Snapshot, case: CaseResult) -> bool:
    """Tell whether a case that once ran still exists, as far as it can be told without running.

    A test defined in the file that its id names must stand there; one defined elsewhere (inherited) needs its
    file. A conftest file, which holds no tests, needs tests in its folder; a file that Behave or Playwright load
    beside those with tests (steps, hooks, a configuration) needs tests of that tool.
    """
    if function_id(case.id) in snapshot.tests:
        return True
    file = file_of(case.id)
    if is_placed(case.id):
        return False
    if not inside_of(case.id):
        if file not in snapshot.tests_by_file and is_loaded_beside(file, case.runner):
            return any(runner_of(TestId(known)) == case.runner for known in snapshot.tests_by_file)
        return (
            file in snapshot.tests_by_file
            or file in snapshot.broken
            or any(problem.file == file for problem in snapshot.problems)
            or (
                is_conftest(case.id)
                and any(is_below(known, folder_of(file)) for known in snapshot.tests_by_file)
            )
        )
    return file in snapshot.tests_by_file and case.file != file


def is_conftest(test_id: TestId) -> bool:
    """Tell whether an id is that of a conftest file, as one that cannot be imported is known by."""
    return test_id.rpartition("/")[2] == "conftest.py"


def loads(tests: WorkspacePath, file: WorkspacePath) -> bool:
    """Tell whether a file is loaded for tests of a file or folder: that itself, or a conftest file above it."""
    return file == tests or (is_conftest(TestId(file)) and is_below(tests, folder_of(file)))


def folder_of(file: WorkspacePath) -> WorkspacePath:
    """Give the folder that a file lies in; ``""`` is the workspace."""
    return WorkspacePath(file.rpartition("/")[0])


def is_below(file: WorkspacePath, folder: WorkspacePath) -> bool:
    """Tell whether a file or folder is a folder or lies in it."""
    return folder in {"", file} or file.startswith(f"{folder}/")


def nearest_tests(snapshot: Snapshot, test_id: TestId) -> UnknownTest:
    """Make the error for an id that nothing has, with a hint at what was meant."""
    file, inside = file_of(test_id), inside_of(test_id)
    name = function_id(test_id).rpartition("::")[2]
    same_name = [known for known, test in snapshot.tests.items() if test.name == name]
    in_file = [test.id for test in snapshot.tests_by_file.get(file, ())]
    pool = in_file or list(snapshot.tests)[:_MOST_COMPARED]
    near = get_close_matches(test_id, pool, n=3, cutoff=0.6)
    named = list(dict.fromkeys([*same_name, *near]))[:3]
    if named:
        hint = f"Nearest: {', '.join(named)}."
    elif inside and not in_file:
        hint = f"No tests were found in {file}."
    else:
        hint = "An id is written as tests/test_pets.py::test_get."
    return UnknownTest(f"no test is {test_id}", hint)
