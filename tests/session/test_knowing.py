"""One file by its dialect: read once for each text and each project."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.folded_calls import FoldedCalls
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.conventions import Conventions, conventions_of
from qaagent_lsp.session.knowing import Dialect, at_rest, dialect_of, known_of
from qaagent_lsp.session.reading import source_of

FEATURE = WorkspacePath("features/pets.feature")
SPEC = WorkspacePath("e2e/pets.spec.ts")
SCENARIO = "Feature: Pets\n  Scenario: GET /pets answers\n    When I look\n"
TEST = """\
import { test } from '@playwright/test';
test('it', async ({ request }) => {
  await request.get('/pets');
});
"""
CONVENTIONS = conventions_of(
    {WorkspacePath("playwright.config.ts"): "export default {};\n"},
    [FEATURE],
    [WorkspacePath("features/steps/all.py")],
)


@pytest.mark.parametrize(
    ("file", "dialect"),
    [("a.py", "python"), ("a.feature", "gherkin"), ("a.spec.ts", "playwright"), ("a.md", "none")],
)
def test_a_dialect_is_told_by_the_name(file: str, dialect: Dialect) -> None:
    assert dialect_of(WorkspacePath(file)) == dialect


@pytest.mark.parametrize(
    ("file", "text", "tests", "calls"),
    [
        (FEATURE, SCENARIO, [f"{FEATURE}:2"], ["/pets"]),
        (SPEC, TEST, [f"{SPEC}:2:1"], ["/pets"]),
        (WorkspacePath("test_a.py"), "def test_b(client):\n    client.get('/x')\n", ["test_a.py::test_b"], ["/x"]),
    ],
)  # fmt: skip
def test_tests_and_what_they_ask(file: WorkspacePath, text: str, tests: list[str], calls: list[str]) -> None:
    known = known_of(source_of(file, text), None, CONVENTIONS)
    assert list(known.by_id) == tests
    assert [call.url for call in known.facts.calls] == calls


@pytest.mark.parametrize(("file", "text"), [(FEATURE, SCENARIO), (SPEC, TEST)])
def test_a_file_that_is_no_projects_holds_no_tests(file: WorkspacePath, text: str) -> None:
    """A feature of pytest-bdd, a spec of Jest."""
    before = known_of(source_of(file, text), None, Conventions())
    assert before.tests == ()
    assert known_of(source_of(file, text), before, Conventions()) is before
    after = known_of(source_of(file, text), before, CONVENTIONS)
    assert len(after.tests) == 1
    assert known_of(source_of(file, text), after, CONVENTIONS) is after


def test_a_feature_that_behave_refuses_is_a_problem_and_keeps_its_scenarios() -> None:
    known = known_of(source_of(FEATURE, SCENARIO + "nonsense\n"), None, CONVENTIONS)
    assert [problem.line for problem in known.problems] == [4]
    assert len(known.tests) == 1


def test_calls_are_folded_only_while_a_file_rests() -> None:
    source = source_of(WorkspacePath("test_a.py"), "def test_b(client):\n    client.get('/x')\n")
    edited = known_of(source, None, CONVENTIONS)
    assert not isinstance(edited.facts.calls, FoldedCalls)
    resting = at_rest(edited, None)
    assert isinstance(resting.facts.calls, FoldedCalls)
    assert resting.good is resting.facts
    assert resting.facts.calls == edited.facts.calls
    assert at_rest(known_of(source, resting, CONVENTIONS), resting) is resting


def test_of_a_broken_file_what_it_said_last_is_folded_too() -> None:
    file = WorkspacePath("test_a.py")
    good = known_of(source_of(file, "def test_b(client):\n    client.get('/x')\n"), None, CONVENTIONS)
    broken = known_of(source_of(file, "def test_b(client):\n    client.get('/x'\n"), good, CONVENTIONS)
    resting = at_rest(broken, None)
    assert resting.good is not None
    assert resting.good is not resting.facts
    assert isinstance(resting.good.calls, FoldedCalls)
