from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qaagent_lsp.editor.finding import Finding, Levels
from qaagent_lsp.editor.findings import findings
from qaagent_lsp.editor.steps import Step, is_in_feature, span_now, step_of, told_together
from qaagent_lsp.model.result import CaseResult, Failure, Frame
from qaagent_lsp.model.snapshot import Anchor, Snapshot
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId
from tests.linking.workspace import case, failure, routes, snapshot, tie

F, CODE, APP = WorkspacePath("features/pets.feature"), "features/steps/pets_steps.py", "app/main.py"
TABLE = routes("GET /pets")


def scenario(line: int, name: str = "A pet") -> TestFunction:
    """A scenario, or a row, at a line."""
    span = Span(line, 3, line, 30)
    return TestFunction(TestId(f"{F}:{line}"), F, name, "", span, span, "d", "behave")


def failed(
    line: int, message: str = "no Ada", *, step: int = 9, then: int | None = None, name: str = "A pet"
) -> CaseResult:
    """A case that stands at ``line`` now, stood at ``then`` when it ran, and failed in a step of that text."""
    at_code = failure(message, file=CODE, line=11, function="says")
    frames = (Frame(F, Span(step, 5, step, 31), 'Then the answer says "Ada"'), *at_code.frames)
    links = [tie(f"{F}:{line}", "GET /pets")]
    found = case(f"{F}:{line}", "failed", failures=[replace(at_code, frames=frames)], links=links, file=F)
    return replace(found, runner="behave", name=name, line=line if then is None else then)


def now_with(*cases: CaseResult, groups: Sequence[TestGroup] = ()) -> Snapshot:
    tests = {one.id: scenario(int(one.id.rpartition(":")[2]), one.name) for one in cases}
    ties = [link for one in cases for link in one.routes]
    return replace(snapshot(TABLE, tests, ties, cases), groups_by_file={F: tuple(groups)})


def in_file(now: Snapshot, file: str = F) -> list[Finding]:
    return list(findings(now, Levels()).get(WorkspacePath(file), ()))


def outline(*rows: int) -> TestGroup:
    ids = tuple(TestId(f"{F}:{row}") for row in rows)
    return TestGroup(TestId(f"{F}:8"), "Every pet", "outline", Span(8, 3, max(rows), 9), ids)


def related(finding: Finding) -> list[tuple[str, int, str]]:
    return [(place.at.file, place.at.span.line, place.message) for place in finding.related]


def test_a_failure_shows_at_the_step_at_its_code_and_at_the_route() -> None:
    now = now_with(failed(7))
    marked = findings(now, Levels())
    assert [(file, one.span.line, one.severity) for file, those in marked.items() for one in those] == [
        (APP, 1, "warning"),
        (F, 9, "error"),
        (CODE, 11, "error"),
    ]
    (step,), (code,), (route,) = in_file(now), in_file(now, CODE), in_file(now, APP)
    assert step.message == code.message == f"no Ada\nin {F}:7 (A pet)"
    assert (step.kind, step.code, step.data) == (code.kind, code.code, code.data)
    assert related(step) == [(F, 7, f"test {F}:7 (A pet)"), (CODE, 11, "no Ada"), (APP, 1, "route GET /pets")]
    assert related(code) == [
        (F, 7, f"test {F}:7 (A pet)"),
        (F, 9, 'step Then the answer says "Ada"'),
        (APP, 1, "route GET /pets"),
    ]
    assert related(route)[1] == (F, 9, 'step Then the answer says "Ada"')
    assert route.message.endswith(f"✗ {F}:7 (A pet): no Ada ({CODE}:11)")


@pytest.mark.parametrize(("then", "line"), [(7, 9), (3, 13), (9, 7)])
def test_the_step_moves_with_its_scenario(then: int, line: int) -> None:
    now = now_with(failed(7, then=then))
    assert [one.span for one in in_file(now)] == [Span(line, 5, line, 31)]


def test_a_scenario_that_is_gone_has_no_step() -> None:
    one = failed(7)
    assert step_of(snapshot(), one, one.failures[0]) is None
    assert in_file(snapshot(TABLE, (), (), [one])) == []


def test_levels_are_settings() -> None:
    assert F not in findings(now_with(failed(7)), Levels("off", "warning"))
    assert findings(now_with(failed(7)), Levels("hint", "warning"))[F][0].severity == "hint"


def test_rows_that_fail_in_one_step_are_one_marker() -> None:
    alike = now_with(failed(14, name="one"), failed(15, name="two"), groups=[outline(14, 15)])
    (finding,) = in_file(alike)
    assert finding.message == f"2 rows: no Ada\n✗ {F}:14 (one)\n✗ {F}:15 (two)"
    assert (finding.span.line, finding.data.test_id) == (9, f"{F}:14")

    differing = now_with(
        failed(14, "no Bob", name="one"), failed(15, "no Cleo", name="two"), groups=[outline(14, 15)]
    )
    (finding,) = in_file(differing)
    assert finding.message == f"2 rows: no Bob, …\n✗ {F}:14 (one): no Bob\n✗ {F}:15 (two): no Cleo"
    assert len(in_file(differing, CODE)) == 2


def test_many_rows_are_cut() -> None:
    rows = range(20, 27)
    (finding,) = in_file(now_with(*(failed(row) for row in rows), groups=[outline(*rows)]))
    assert finding.message.splitlines()[0] == "7 rows: no Ada"
    assert finding.message.splitlines()[-1] == "… and 2 more"


def test_scenarios_that_fail_in_one_background() -> None:
    now = now_with(failed(14, step=5), failed(15, step=5), groups=[outline(14)])
    (finding,) = in_file(now)
    assert finding.message.startswith("2 scenarios: no Ada\n")
    assert told_together(now, Location(F, finding.span), (TestId(f"{F}:14"),)) == "1 rows"


def undefined(line: int, then: int) -> CaseResult:
    """A row whose step nobody has defined: the step is the innermost place."""
    at = Frame(F, Span(9, 5, 9, 31), 'Then the answer says "Ada"')
    row = failed(line, then=then)
    return replace(row, failures=(Failure("undefined step", location=at, frames=(at,)),))


def test_a_step_without_code_is_marked_once_and_moves_with_its_row() -> None:
    now = now_with(undefined(16, then=14))
    assert [(one.span.line, one.outdated) for one in in_file(now)] == [(11, False)]
    anchored = snapshot(TABLE, now.tests, results=[undefined(16, 14)], anchors=[Anchor(F, "", 8, "old")])
    edited = replace(anchored, file_digests={F: "new"})
    assert [(one.span.line, one.outdated) for one in in_file(edited)] == [(11, True)]


def test_only_lines_of_feature_files_are_steps() -> None:
    one = failed(7)
    spec, code = one.failures[0].frames
    assert (is_in_feature(spec), is_in_feature(code)) == (True, False)
    now = now_with(one)
    assert step_of(now, one, failure(file=CODE)) is None
    assert step_of(now, one, one.failures[0]) == Step(Location(F, spec.span), spec.function)
    elsewhere = replace(spec, file=WorkspacePath("features/other.feature"))
    assert span_now(now, replace(one, line=1), elsewhere) == spec.span


def test_a_playwright_failure_in_another_file_leads_back_to_the_spec() -> None:
    spec, called = WorkspacePath("e2e/pets.spec.ts"), WorkspacePath("e2e/asking.ts")
    test = replace(scenario(4), id=TestId(f"{spec}:4:3"), file=spec, runner="playwright")
    inner = Frame(called, Span(2, 10, 2, 20), "")
    broken = Failure("not equal", location=inner, frames=(Frame(spec, Span(6, 9, 6, 20), ""), inner))
    ran = replace(case(f"{spec}:4:3 [api]", "failed", failures=[broken], file=spec), name="pets › a pet")
    now = snapshot(TABLE, {test.id: test}, (), [ran])
    (finding,) = in_file(now, called)
    assert in_file(now, spec) == []
    assert finding.message == f"not equal\nin {spec}:4:3 [api] (pets › a pet)"
    assert related(finding) == [(spec, 4, f"test {spec}:4:3 [api] (pets › a pet)"), (spec, 6, "called here")]
