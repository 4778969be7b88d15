"""The main job where scenarios test the route: lenses, marks, hover, actions and runs of a feature file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lsprotocol import types

from tests.probes.environments import THIS, environment
from tests.server.editor import PROJECTS, Editor, editing

STEPS = """
from behave import then, when

from shop.store import PETS


@when('I ask for "{path}"')
def ask(context, path):
    number = path.rpartition("/")[2]
    context.answer = PETS[int(number)] if number.isdigit() else "ok"


@then('the answer says "{word}"')
def says(context, word):
    assert word == context.answer, "another answer"
"""
GOOD, BAD = "PETS[int(number)]", "PETS[int(number)].upper()"
ROUTE = {"method": "GET", "path": "/pets/{pet_id}"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Routes and the scenarios that name them; the steps ask nobody, so that Behave alone is needed."""
    folder = tmp_path / "shop"
    shutil.copytree(PROJECTS / "pets_three" / "shop", folder / "shop")
    (folder / "features" / "steps").mkdir(parents=True)
    shutil.copy(PROJECTS / "pets_three" / "features" / "pets.feature", folder / "features")
    (folder / "features" / "steps" / "pets_steps.py").write_text(STEPS.replace(GOOD, BAD))
    return folder


def options() -> dict[str, str]:
    return {"python": environment(THIS, "behave13")}


async def _actions(editor: Editor, uri: str, line: int) -> list[str]:
    at = types.Range(types.Position(line, 6), types.Position(line, 6))
    shown = [mark for mark in editor.marks(uri) if mark.range.start.line == line]
    params = types.CodeActionParams(
        text_document=types.TextDocumentIdentifier(uri=uri),
        range=at,
        context=types.CodeActionContext(diagnostics=shown),
    )
    return [action.title for action in await editor.text_document_code_action_async(params) or ()]


async def _hover(editor: Editor, uri: str, line: int) -> str:
    params = types.HoverParams(types.TextDocumentIdentifier(uri=uri), types.Position(line, 6))
    found = await editor.text_document_hover_async(params)
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


async def test_a_route_of_scenarios_is_red_in_step_code_and_route_and_then_green(shop: Path) -> None:
    steps_file = shop / "features" / "steps" / "pets_steps.py"
    async with editing(shop, options=options()) as editor:
        feature, steps = editor.open(shop / "features" / "pets.feature"), editor.open(steps_file)
        route = editor.open(shop / "shop" / "pets.py")
        assert (12, "▶ 3 tests") in await editor.lenses(route)
        failed = await editor.run("qaagent.runRoute", ROUTE)

        assert (failed.outcome, failed.counts.failed) == ("failed", 3)
        assert [line for line in await editor.lenses(feature) if "run test" not in line[1]] == [
            (0, "▶ 4 tests"),
            (0, "✗ 3/4 · just now"),
            (2, "○ not run"),
            (6, "✗ 1/1 · just now"),
            (10, "▶ 2 tests"),
            (10, "✗ 2/2 · just now"),
            (16, "✗ 1/1 · just now"),
            (17, "✗ 1/1 · just now"),
        ]
        _check_steps(editor, feature, failed.runId)
        assert [mark.range.start.line for mark in editor.marks(steps)] == [14]
        (warning,) = editor.failures(route)
        assert warning.message.startswith(
            "GET /pets/{pet_id}: 3 of 3 tests fail\n✗ features/pets.feature:7 (GET /pets"
        )

        # A line above moves every scenario, and the marks of its steps with it.
        editor.type(feature, "# pets\n" + (shop / "features" / "pets.feature").read_text())
        await editor.until(
            lambda: [mark.range.start.line for mark in editor.marks(feature)] == [9, 13], "the marks to move"
        )
        assert "**`features/pets.feature:8`** GET /pets/" in await _hover(editor, feature, 7)
        assert "3 tests" not in await _hover(editor, feature, 11)
        assert "outline Every pet has a name" in await _hover(editor, feature, 11)
        editor.type(feature, (shop / "features" / "pets.feature").read_text())

        steps_file.write_text(STEPS)
        editor.type(steps, STEPS)
        green = await editor.run("qaagent.runRoute", ROUTE)
        assert (green.outcome, green.counts.passed) == ("passed", 3)
        assert [editor.failures(uri) for uri in (feature, steps, route)] == [[], [], []]


def _check_steps(editor: Editor, feature: str, run_id: str) -> None:
    scenario, rows = editor.marks(feature)
    assert (scenario.severity, scenario.code) == (types.DiagnosticSeverity.Error, "assertion")
    assert (scenario.range.start.line, scenario.range.start.character) == (8, 4)
    assert scenario.message.startswith(
        "AssertionError: another answer\nin features/pets.feature:7 (GET /pets/"
    )
    assert [place.message for place in scenario.related_information or ()][1:] == [
        "AssertionError: another answer",
        "route GET /pets/{pet_id}",
    ]
    assert isinstance(scenario.data, dict)
    assert (scenario.data["runId"], scenario.data["testId"]) == (run_id, "features/pets.feature:7")
    assert (rows.range.start.line, rows.message.splitlines()[0]) == (
        12,
        "2 rows: AssertionError: another answer",
    )


async def test_what_can_be_done_in_a_feature_file(shop: Path) -> None:
    async with editing(shop, options=options()) as editor:
        feature = editor.open(shop / "features" / "pets.feature")
        await editor.run("qaagent.runTest", {"uri": feature, "id": "features/pets.feature:11"})
        assert await _actions(editor, feature, 12) == [
            "Run Every pet has a name -- @1.1 cats again",
            "Run the tests of GET /pets/{pet_id}",
            "Go to route GET /pets/{pet_id}",
            "Go to test features/pets.feature:17 (Every pet has a name -- @1.1 cats)",
            "Go to test features/pets.feature:18 (Every pet has a name -- @1.2 cats)",
            f"Show run {editor.heard('qaagent/runFinished')[-1].runId}",
            "Open the report of the run",
            "Generate a test for GET /pets/{pet_id}",
            "▶ Run Every pet has a name (2 tests)",
            "▶ Run all tests of GET /pets/{pet_id}",
        ]
        assert await _actions(editor, feature, 8) == [
            "▶ Run GET /pets/{pet_id} tells a pet's name",
            "▶ Run all tests of GET /pets/{pet_id}",
            "Go to route GET /pets/{pet_id}",
        ]
        rows = await editor.command("qaagent.testsForRoute", ROUTE)
        assert [(row["id"], row["name"], row["range"]["start"]["line"]) for row in rows] == [
            ("features/pets.feature:7", "GET /pets/{pet_id} tells a pet's name", 6),
            ("features/pets.feature:17", "Every pet has a name -- @1.1 cats", 16),
            ("features/pets.feature:18", "Every pet has a name -- @1.2 cats", 17),
        ]
        found = await editor.workspace_symbol_async(types.WorkspaceSymbolParams("every pet"))
        assert [symbol.name for symbol in found or ()] == [
            "Every pet has a name",
            "Every pet has a name -- @1.1 cats",
            "Every pet has a name -- @1.2 cats",
        ]


@pytest.mark.parametrize(
    ("command", "argument", "total"),
    [
        ("qaagent.runPath", "features/pets.feature", 4),
        ("qaagent.runPath", "features", 4),
        ("qaagent.runSuite", {"suite": "behave"}, 4),
        ("qaagent.runTest", "features/pets.feature:7", 1),
        ("qaagent.runAll", {}, 4),
    ],
)
async def test_scopes_of_scenarios(
    shop: Path, command: str, argument: str | dict[str, str], total: int
) -> None:
    given: object = argument
    if isinstance(argument, str):
        uri = (shop / argument.partition(":")[0]).as_uri()
        given = {"uri": uri, "id": argument} if command == "qaagent.runTest" else {"uri": uri}
    async with editing(shop, options=options()) as editor:
        finished = await editor.run(command, given)
        assert finished.counts.failed + finished.counts.passed == total
        assert finished.counts.passed == (0 if total == 1 else 1)


async def test_steps_that_cannot_be_loaded_are_marked_and_read_again(shop: Path) -> None:
    steps_file = shop / "features" / "steps" / "pets_steps.py"
    steps_file.write_text(STEPS.replace("shop.store", "shop.stock"))
    async with editing(shop, options=options()) as editor:
        steps = editor.open(steps_file)
        broken = await editor.run("qaagent.runRoute", ROUTE)
        assert broken.outcome in {"error", "failed"}
        (mark,) = editor.marks(steps)
        assert (mark.severity, mark.code, mark.range.start.line) == (
            types.DiagnosticSeverity.Error,
            "collection",
            3,
        )
        assert "No module named 'shop.stock'" in mark.message
        assert await _actions(editor, steps, 3) == ["Run features again"]

        steps_file.write_text(STEPS)
        editor.type(steps, STEPS)
        green = await editor.run("qaagent.runPath", {"uri": (shop / "features").as_uri()})
        assert (green.outcome, green.counts.passed, editor.marks(steps)) == ("passed", 4, [])
