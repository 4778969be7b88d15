"""Code actions: what lenses and diagnostics offer, for editors without lenses too."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import Editor, editing, full_capabilities

CATS = {"method": "GET", "path": "/cats/{cat_id}"}


async def _actions(
    editor: Editor,
    uri: str,
    line: int,
    marks: list[types.Diagnostic] | None = None,
    only: list[str] | None = None,
) -> list[types.CodeAction]:
    at = types.Position(line=line, character=0)
    answer = await editor.text_document_code_action_async(
        types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=uri),
            range=types.Range(at, at),
            context=types.CodeActionContext(diagnostics=marks or [], only=only),
        )
    )
    return [action for action in answer or () if isinstance(action, types.CodeAction)]


async def test_actions_on_a_route_do_what_its_lenses_do(cats: Path) -> None:
    async with editing(cats) as editor:
        uri = editor.open(cats / "app.py")
        actions = await _actions(editor, uri, 5)
        run = actions[0].command
        assert run is not None
        assert (run.command, run.arguments) == ("qaagent.runRoute", ({**CATS, "uri": uri},))
        assert actions[0].title == "▶ Run GET /cats/{cat_id} (2 tests)"
        go = next(
            action for action in actions if action.title == "Go to test tests/test_cats.py::test_get_cat"
        )
        assert go.command is not None
        (place,) = go.command.arguments or ()
        assert await editor.command(go.command.command, place) == {"shown": True}
        assert editor.shown_documents[-1].uri == (cats / "tests" / "test_cats.py").as_uri()
        assert await _actions(editor, uri, 5, only=["quickfix"]) == []
        assert await _actions(editor, uri, 5, only=["source.fixAll"]) == []
        assert await _actions(editor, uri, 5, only=["source"]) == actions
        assert await _actions(editor, uri, 1) == []


async def test_actions_on_a_diagnostic_belong_to_it(cats: Path) -> None:
    async with editing(cats) as editor:
        uri = editor.open(cats / "app.py")
        run_id = (await editor.run("qaagent.runRoute", CATS)).runId
        mark = next(mark for mark in editor.marks(uri) if mark.severity == 1)
        fixes = [
            a for a in await _actions(editor, uri, mark.range.start.line, [mark]) if a.kind == "quickfix"
        ]
        assert [list(fix.diagnostics or ()) for fix in fixes] == [[mark]] * len(fixes)
        titles = [fix.title for fix in fixes]
        assert titles[:2] == ["Run test_unknown_cat again", "Run the tests of GET /cats/{cat_id}"]
        assert "Go to route GET /cats/{cat_id}" in titles
        assert f"Show run {run_id}" in titles
        rerun = fixes[0].command
        assert rerun is not None
        (argument,) = rerun.arguments or ()
        assert (await editor.run(rerun.command, argument)).counts.failed == 1


async def test_a_client_that_shows_no_documents_is_offered_no_way_to_them(cats: Path) -> None:
    capabilities = full_capabilities()
    assert capabilities.window is not None
    capabilities.window.show_document = None
    async with editing(cats, capabilities=capabilities) as editor:
        uri = editor.open(cats / "app.py")
        assert [action.title for action in await _actions(editor, uri, 5)] == [
            "▶ Run GET /cats/{cat_id} (2 tests)",
            "Generate a test for GET /cats/{cat_id}",
        ]
