from __future__ import annotations

import pytest

from qaagent_lsp.editor.blame import blamed, culprits
from qaagent_lsp.model.link import Hit, Link
from qaagent_lsp.model.result import CaseResult, Failure
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import failure, hit, route

APP = "app/main.py"
LOGIN = route("POST /login", handler="app.main.login")
SHOWN, MADE = (
    route(f"{method} /pets", handler="app.main.create_app.<locals>.pets") for method in ("GET", "POST")
)


@pytest.mark.parametrize(
    ("crash", "hits", "expected"),
    [
        (failure(file=APP, function="create_app.<locals>.pets"), [], ["GET /pets", "POST /pets"]),
        (
            failure(file=APP, function="create_app.<locals>.pets"),
            [hit("POST /login", 302), hit("GET /pets"), hit("POST /pets", 500)],
            ["POST /pets"],
        ),
        (failure(file=APP, function="login"), [hit("POST /pets", 500)], ["POST /login"]),
        (failure(), [hit("POST /login"), hit("GET /pets", 503)], ["GET /pets"]),
        (failure(), [hit("POST /login"), hit("GET /pets", 404)], []),
        (Failure("killed"), [], []),
        (failure(file="other.py", function="login"), [], []),
    ],
)
def test_the_stack_tells_and_then_the_answers(crash: Failure, hits: list[Hit], expected: list[str]) -> None:
    assert [str(one.key) for one in culprits((LOGIN, SHOWN, MADE), crash, hits)] == expected


def reaching(*failures: Failure, hits: list[Hit]) -> CaseResult:
    test, file = TestId("t.py::a"), WorkspacePath("t.py")
    links = tuple(Link(test, one.key, "observed", "") for one in (LOGIN, SHOWN))
    return CaseResult(
        test, "unit", "pytest", "a", "failed", 0.1, file, 1, (), failures, hits=tuple(hits), routes=links
    )


@pytest.mark.parametrize(
    ("failures", "hits", "expected"),
    [
        ([failure(file=APP, function="login")], [hit("POST /login", 500), hit("GET /pets")], ["POST /login"]),
        ([failure()], [hit("POST /login"), hit("GET /pets")], ["POST /login", "GET /pets"]),
        ([], [], ["POST /login", "GET /pets"]),
        (
            [failure(file=APP, function="login"), failure()],
            [hit("POST /login"), hit("GET /pets")],
            ["POST /login", "GET /pets"],
        ),
    ],
)
def test_a_case_blames_what_it_did_not_only_pass_through(
    failures: list[Failure], hits: list[Hit], expected: list[str]
) -> None:
    case = reaching(*failures, hits=hits)
    assert [str(one.key) for one in blamed((LOGIN, SHOWN, MADE), case)] == expected
