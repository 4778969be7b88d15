from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from qaagent_lsp.editor.failures import (
    current_failures,
    defined_at,
    details,
    first_line,
    running_functions,
    whole_line,
)
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import Failure
from qaagent_lsp.model.snapshot import Anchor, FunctionSpan, Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from tests.linking.workspace import case, failure, snapshot

T = "tests/test_pets.py"
A = f"{T}::test_a"
FILE = WorkspacePath(T)


def marked(now: Snapshot) -> list[tuple[str, int, bool]]:
    return [(one.at.file, one.at.span.line, one.outdated) for one in current_failures(now)]


def now_with(
    *failures: Failure, anchors: Iterable[Anchor | None] = (), test_id: str = A, file: str = T
) -> Snapshot:
    bad = case(test_id, "failed", failures=failures, file=file)
    return snapshot(tests=[A], results=[bad], anchors=tuple(anchors))


def test_the_marker_stands_where_the_code_failed() -> None:
    assert marked(now_with(failure(line=7))) == [(T, 7, False)]
    assert marked(now_with(failure(file="app/main.py", line=31))) == [("app/main.py", 31, False)]


def test_it_moves_with_its_anchor_and_knows_of_edits() -> None:
    anchor = Anchor(FILE, "test_a", 2, "d")
    now = now_with(failure(line=7), anchors=[anchor])
    span = Span(25, 1, 29, 1)
    assert marked(replace(now, outlines={FILE: (FunctionSpan("test_a", span, "d"),)})) == [(T, 27, False)]
    assert marked(replace(now, outlines={FILE: (FunctionSpan("test_a", span, "e"),)})) == [(T, 27, True)]


def test_where_the_code_is_gone_the_test_is_marked_as_outdated() -> None:
    now = now_with(
        failure(file="app/main.py"), anchors=[Anchor(WorkspacePath("app/main.py"), "gone", 2, "d")]
    )
    assert marked(replace(now, outlines={WorkspacePath("app/main.py"): ()})) == [(T, 5, True)]


def test_a_failure_outside_the_workspace_is_marked_at_the_test() -> None:
    assert marked(now_with(Failure("a plugin broke"))) == [(T, 5, False)]
    assert marked(now_with()) == [(T, 5, False)]


def test_several_failures_of_one_case() -> None:
    assert marked(now_with(failure(line=7), failure(line=8), Failure("teardown"))) == [
        (T, 7, False),
        (T, 8, False),
        (T, 5, False),
    ]


def test_what_is_not_shown() -> None:
    now = now_with(failure())
    assert marked(replace(now, running=frozenset({case(A).id}))) == []
    assert marked(snapshot(tests=[A], results=[case(A)])) == []
    assert marked(now_with(failure(), test_id=f"{T}::test_deleted")) == []
    broken = Problem(FILE, Span(1, 1, 1, 5), "no module", "collection-error")
    assert marked(replace(now, broken={FILE: (broken,)})) == []


def test_a_running_case_hides_only_its_function() -> None:
    now = snapshot(tests=[A, f"{T}::test_b"], running=[f"{A}[1]"])
    assert running_functions(now) == {A}


def test_an_inherited_test_is_defined_in_another_file() -> None:
    now = now_with(failure(), test_id=f"{T}::TestX::test_inherited", file="tests/base.py")
    (result,) = now.results.values()
    at = defined_at(now, result)
    assert (at.file, at.span) == ("tests/base.py", whole_line(5))
    assert marked(now) == [(T, 7, False)]


@pytest.mark.parametrize(
    ("given", "first", "rest"),
    [
        (failure("assert 1 == 2\n  where 1 = f()"), "assert 1 == 2", ("  where 1 = f()",)),
        (failure("  \n"), "AssertionError", ()),
        (Failure(""), "failed", ()),
        (replace(failure("boom"), subtest="i=1"), "[i=1] boom", ()),
        (failure("x" * 300), "x" * 199 + "…", ()),
        (
            failure('File "/w/a.py", line 1\n  x = [\nSyntaxError: no'),
            "SyntaxError: no",
            ('File "/w/a.py", line 1', "  x = ["),
        ),
        (
            failure("\n".join("abcdefghijkl")),
            "a",
            ("b", "c", "d", "e", "f", "g", "h", "… 4 more lines"),
        ),
    ],
)
def test_what_is_said(given: Failure, first: str, rest: tuple[str, ...]) -> None:
    assert (first_line(given), details(given)) == (first, rest)
