"""A description in the editor: its operations have what the routes have, and lead to them and back."""

from __future__ import annotations

from qaagent_lsp.editor.actions import actions
from qaagent_lsp.editor.descriptions import (
    described_around,
    described_at,
    documented_lines,
    operations_of,
)
from qaagent_lsp.editor.hovers import hover
from qaagent_lsp.editor.lenses import lenses
from qaagent_lsp.model.source import Span, WorkspacePath
from tests.editor.describing import SPEC, described, operation
from tests.linking.workspace import case, routes, snapshot, tie

APP, T = WorkspacePath("app/main.py"), WorkspacePath("tests/test_pets.py")
A = f"{T}::test_a"
TABLE = routes("GET /pets/{pet_id}", "POST /pets")
NOW = described(
    snapshot(TABLE, [A], [tie(A, "GET /pets/{pet_id}")], [case(A, "passed")]),
    [operation("GET /pets/{id}", "200 application/json", "404", line=4), operation("PUT /pets", line=9)],
)


def told(file: WorkspacePath, line: int) -> str:
    found = hover(NOW, file, line, 1120.0, link_to=lambda at: f"file:///w/{at.file}#L{at.span.line}")
    return found.markdown if found else ""


def test_every_operation_has_the_lenses_of_its_route() -> None:
    assert [(lens.span.line, lens.title) for lens in lenses(NOW, SPEC, 1120.0)] == [
        (4, "▶ 1 test"),
        (4, "✓ 1/1 · 2 min ago"),
        (9, "○ no tests"),
    ]
    run = lenses(NOW, SPEC, 1120.0)[0].command
    assert run.argument == lenses(NOW, APP, 1120.0)[0].command.argument


def test_what_nobody_reads_has_no_lenses() -> None:
    many = described(snapshot(), [operation(f"GET /pets/{number}") for number in range(30)])
    assert lenses(many, SPEC, 0.0) == ()
    assert described_at(many, SPEC, 1) == described_around(many, SPEC, 2) == []
    two = described(snapshot(), [operation("GET /a"), operation("GET /b")])
    assert [lens.title for lens in lenses(two, SPEC, 0.0)] == ["○ GET /a · no tests", "○ GET /b · no tests"]


def test_an_operation_leads_to_its_handler() -> None:
    assert "handled in [app/main.py:2](<file:///w/app/main.py#L2>)" in told(SPEC, 4)
    assert "No handler of it is known in this workspace." in told(SPEC, 9)
    assert told(SPEC, 9).startswith("**`PUT /pets`**\n")
    assert hover(NOW, SPEC, 5, 0.0) is None


def test_a_handler_leads_to_the_operation_that_describes_it() -> None:
    assert [str(one.key) for one in operations_of(NOW, TABLE[0])] == ["GET /pets/{id}"]
    line = (
        "documented as `get_it` in [docs/openapi.yaml:4](<file:///w/docs/openapi.yaml#L4>) · answers 200, 404"
    )
    assert line in told(APP, 2)
    assert line in told(SPEC, 4)
    assert "documented" not in told(APP, 11)
    assert list(documented_lines(NOW, TABLE[0], APP, None)) == [
        "\ndocumented as `get_it` in docs/openapi.yaml:4 · answers 200, 404"
    ]


def test_the_range_of_a_hover_is_the_operation() -> None:
    found = hover(NOW, SPEC, 4, 0.0)
    assert found is not None
    assert found.span == Span(4, 5, 4, 8)


def test_actions_within_an_operation_and_within_its_handler() -> None:
    assert [action.title for action in actions(NOW, SPEC, 6)] == [
        "▶ Run GET /pets/{pet_id} (1 test)",
        f"Go to test {A}",
        "Go to handler app.main.handler_1",
        "Generate a test for GET /pets/{pet_id}",
    ]
    assert [action.title for action in actions(NOW, APP, 3)] == [
        "▶ Run GET /pets/{pet_id} (1 test)",
        f"Go to test {A}",
        "Go to get_it in docs/openapi.yaml",
        "Generate a test for GET /pets/{pet_id}",
    ]
    assert [action.title for action in actions(NOW, SPEC, 9)] == [
        "▶ Run PUT /pets (no tests)",
        "Generate a test for PUT /pets",
    ]
