"""Small hand-made routes, tests and hits for the tests of this room and of the editor's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from qaagent_lsp.model.link import Hit, How, Link
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult, Failure, Frame
from qaagent_lsp.model.route import PathParam, Route, RouteKey
from qaagent_lsp.model.snapshot import Anchor, LastResult, Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId, runner_of


def route(
    text: str, *, file: str = "app/main.py", line: int = 1, handler: str = "", **converters: str
) -> Route:
    """``route("GET /pets/{pet_id}", pet_id="int")``."""
    key = RouteKey.parse(text)
    return Route(
        key=key,
        handler=handler or f"app.main.handler_{line}",
        file=WorkspacePath(file),
        span=Span(line, 1, line, 20),
        handler_file=WorkspacePath(file),
        handler_span=Span(line + 1, 1, line + 2, 20),
        framework="fastapi",
        params=tuple(PathParam(name, converter) for name, converter in converters.items()),
    )


def routes(*texts: str) -> tuple[Route, ...]:
    return tuple(route(text, line=10 * at + 1) for at, text in enumerate(texts))


def function(test_id: str, *, line: int = 5, digest: str = "d1") -> TestFunction:
    file, *classes, name = test_id.split("::")
    return TestFunction(
        id=TestId(test_id),
        file=WorkspacePath(file),
        name=name,
        class_name="::".join(classes),
        span=Span(line, 1, line + 3, 30),
        name_span=Span(line, 5, line, 5 + len(name)),
        digest=digest,
    )


def functions(*ids: str) -> dict[TestId, TestFunction]:
    return {TestId(test_id): function(test_id, line=5 * at + 5) for at, test_id in enumerate(ids)}


def hit(
    text: str,
    status: int = 200,
    *,
    when: Literal["setup", "call", "teardown"] = "call",
    how: Literal["observed", "request"] = "observed",
    handler: str = "app.main.handler",
    file: str = "/w/app/main.py",
    line: int = 2,
) -> Hit:
    method, _, path = text.partition(" ")
    seen = Hit(method, path, handler, file, line, status, entered=True, when=when, how=how)
    return replace(seen, entered=how == "observed")


def failure(
    message: str = "assert 500 == 200",
    *,
    file: str = "tests/test_pets.py",
    line: int = 7,
    function: str = "test_get",
) -> Failure:
    frame = Frame(WorkspacePath(file), Span(line, 12, line, 30), function)
    return Failure(message, "AssertionError", location=frame, frames=(frame,), category="assertion")


def case(
    test_id: str,
    outcome: CaseOutcome = "passed",
    *hits: Hit,
    failures: Sequence[Failure] = (),
    links: Iterable[Link] = (),
    file: str = "",
) -> CaseResult:
    return CaseResult(
        id=TestId(test_id),
        suite="unit",
        runner=runner_of(TestId(test_id)),
        name=test_id.rpartition("::")[2],
        outcome=outcome,
        duration=0.25,
        file=WorkspacePath(file or test_id.partition("::")[0]),
        line=5,
        attempts=(Attempt(outcome, 0.25, tuple(failures)),),
        failures=tuple(failures),
        hits=hits,
        routes=tuple(links),
    )


def snapshot(
    table: Sequence[Route] = (),
    tests: Mapping[TestId, TestFunction] | Sequence[str] = (),
    links: Iterable[Link] = (),
    results: Iterable[CaseResult] = (),
    *,
    anchors: Sequence[Anchor | None] = (),
    finished_at: float = 1000.0,
    running: Iterable[str] = (),
    broken: Iterable[Problem] = (),
    problems: Iterable[Problem] = (),
) -> Snapshot:
    known = tests if isinstance(tests, Mapping) else functions(*tests)
    ties = tuple(links)
    return Snapshot(
        routes=tuple(table),
        routes_by_file={
            file: tuple(row for row in table if row.file == file) for file in {row.file for row in table}
        },
        tests=known,
        tests_by_file={
            file: tuple(test for test in known.values() if test.file == file)
            for file in dict.fromkeys(test.file for test in known.values())
        },
        links_by_route={
            key: tuple(tie for tie in ties if tie.route == key) for key in {tie.route for tie in ties}
        },
        links_by_test={
            test: tuple(tie for tie in ties if tie.test == test) for test in {tie.test for tie in ties}
        },
        results={one.id: LastResult(one, "20261122_235127Z", finished_at, tuple(anchors)) for one in results},
        running=frozenset(TestId(test_id) for test_id in running),
        broken={problem.file: (problem,) for problem in broken},
        problems=tuple(problems),
    )


def tie(test_id: str, text: str, how: How = "observed", *, why: str = "", file: str | None = None) -> Link:
    return Link(
        TestId(test_id), RouteKey.parse(text), how, why or f"{how} it", WorkspacePath(file) if file else None
    )
