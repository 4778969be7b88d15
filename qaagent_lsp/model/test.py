"""Tests as the editor knows them before anything has run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NewType

from qaagent_lsp.model.source import Span, WorkspacePath

TestId = NewType("TestId", str)
"""A test relative to the workspace folder, in the words of its tool.

- pytest: a node id, ``tests/test_pets.py::TestPets::test_get[1-a]``
- Behave: the line of a scenario or of an examples row, ``features/pets.feature:12``
- Playwright: the place of a test and its project, ``e2e/pets.spec.ts:5:3 [chromium]``; where a loop makes several tests
  at one place, their title follows: ``e2e/pets.spec.ts:5:3 [chromium] › pet 1``

A whole file is known by its path alone.
"""

Runner = Literal["pytest", "behave", "playwright"]

RUNNERS: tuple[Runner, ...] = ("pytest", "behave", "playwright")
"""All tools, in the order in which their suites run where nothing says otherwise."""

_PLACED = re.compile(
    r"(?P<place>(?P<file>.+?\.[cm]?[jt]sx?):\d+:\d+)(?P<case> \[.*\].*| › .*| #\d+)?", re.DOTALL
)
_SCENARIO = re.compile(r"(?P<file>.+\.feature):\d+")
_SPEC = re.compile(r"\.[cm]?[jt]sx?$")
_NAMED_AS_TESTS = re.compile(r"\.(?:spec|test)\.[cm]?[jt]sx?$")


@dataclass(frozen=True, slots=True)
class TestFunction:
    """One test function; its parametrised cases fold under it, so ``id`` carries no ``[...]``.

    A scenario, an examples row and a Playwright test are test functions as well. ``span`` covers the definition (first
    decorator to last line), ``name_span`` its name. ``digest`` is the hex BLAKE2b of its source text (decorators
    included) and tells whether what was once observed of it still holds.
    """

    __test__ = False  # pytest must not collect this class from our own tests

    id: TestId
    file: WorkspacePath
    name: str
    class_name: str
    span: Span
    name_span: Span
    digest: str
    runner: Runner = "pytest"


@dataclass(frozen=True, slots=True)
class TestGroup:
    """What holds tests that can be run together: a feature, rule or outline, a ``describe`` block.

    ``id`` is the place of its first line, as the tool would be asked for it: ``features/pets.feature:8``.
    """

    __test__ = False

    id: TestId
    name: str
    kind: Literal["feature", "rule", "outline", "describe"]
    span: Span
    tests: tuple[TestId, ...]


def function_id(test_id: TestId) -> TestId:
    """The id of the function that a case belongs to: the case id without parameters, project and title.

    >>> function_id(TestId("t.py::test_a[x::y-[1]]"))
    't.py::test_a'
    >>> function_id(TestId("e2e/pets.spec.ts:5:3 [chromium]"))
    'e2e/pets.spec.ts:5:3'
    """
    file, separator, inside = test_id.partition("::")
    placed = None if file.endswith(".py") else _PLACED.fullmatch(test_id)
    return TestId(placed["place"] if placed else f"{file}{separator}{inside.partition('[')[0]}")


def file_of(test_id: TestId) -> WorkspacePath:
    """The file that a test's id names."""
    file = test_id.partition("::")[0]
    if file.endswith(".py"):
        return WorkspacePath(file)
    found = _SCENARIO.fullmatch(test_id) or _PLACED.fullmatch(test_id)
    return WorkspacePath(found["file"] if found else file)


def inside_of(test_id: TestId) -> str:
    """What an id says beyond its file; ``""`` for a whole file.

    >>> inside_of(TestId("t.py::test_a[1]")), inside_of(TestId("a.feature:3")), inside_of(TestId("t.py"))
    ('test_a[1]', '3', '')
    """
    return test_id[len(file_of(test_id)) :].lstrip(":")


def is_placed(test_id: TestId) -> bool:
    """Tell whether an id names a place in a file, which moves when lines above it are edited."""
    return runner_of(test_id) != "pytest" and bool(inside_of(test_id))


def is_loaded_beside(file: WorkspacePath, runner: Runner) -> bool:
    """Tell whether a tool loads a file for all of its tests: steps, hooks, a configuration, what specs import.

    Not for pytest, whose files break by themselves. Told by the name, for such a file may hold anything.
    """
    if runner == "pytest" or file.endswith(".feature"):
        return False
    return not _NAMED_AS_TESTS.search(file)


def runner_of(test_id: TestId) -> Runner:
    """Which tool runs a test of this id, by the name of its file."""
    file = file_of(test_id)
    if file.endswith(".feature"):
        return "behave"
    return "playwright" if _SPEC.search(file) else "pytest"
