"""Settings: asked for, pushed, wrong, changed; trust; the interpreter that the editor chose."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types

from tests.server.editor import Editor, editing, full_capabilities

CATS = {"method": "GET", "path": "/cats/{cat_id}"}


async def _lenses_become(editor: Editor, uri: str, number: int) -> None:
    """Ask whenever the server says that lenses are others; the first time may be that of its start."""
    said = 0
    while True:
        await editor.until(partial(_says_more, editor, said), f"{number} lenses")
        said = editor.lens_refreshes
        if len(await editor.lenses(uri)) == number:
            return


def _says_more(editor: Editor, said: int) -> bool:
    return editor.lens_refreshes > said


def _push(editor: Editor, settings: Any) -> None:
    editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=settings))


async def test_changed_settings_take_effect_at_once(cats: Path) -> None:
    app = (cats / "app.py").as_uri()
    async with editing(cats) as editor:
        await editor.run("qaagent.runRoute", CATS)
        by_severity = {mark.severity for mark in editor.marks(app)}
        assert by_severity == {types.DiagnosticSeverity.Error, types.DiagnosticSeverity.Warning}
        editor.set_configuration(
            {"qaagent": {"routeDiagnostics": "off", "testDiagnostics": "hint", "lenses": False}}
        )
        _push(editor, None)
        await editor.until(lambda: len(editor.marks(app)) == 1, "the route's mark to go")
        assert editor.marks(app)[0].severity is types.DiagnosticSeverity.Hint
        assert await editor.lenses(app) == []


async def test_a_wrong_setting_is_named_and_the_last_good_one_kept(cats: Path) -> None:
    app = (cats / "app.py").as_uri()
    async with editing(cats, settings={"routeDiagnostics": "error"}) as editor:
        await editor.command("qaagent.listRoutes", {})
        editor.set_configuration({"qaagent": {"routeDiagnostics": "loud", "colour": "red"}})
        _push(editor, None)
        await editor.until(lambda: len(editor.messages) == 2, "two messages")
        assert all(message.type is types.MessageType.Warning for message in editor.messages)
        said = " ".join(message.message for message in editor.messages)
        assert "qaagent.routeDiagnostics" in said
        assert "qaagent.colour is not a setting" in said
        await editor.run("qaagent.runRoute", CATS)
        assert {mark.severity for mark in editor.marks(app)} == {types.DiagnosticSeverity.Error}


async def test_a_client_that_answers_no_questions_pushes(cats: Path) -> None:
    capabilities = full_capabilities()
    assert capabilities.workspace is not None
    capabilities.workspace.configuration = False
    app = (cats / "app.py").as_uri()
    options = {"python": sys.executable, "settings": {"lenses": False}}
    async with editing(cats, capabilities=capabilities, options=options) as editor:
        assert await editor.lenses(app) == []
        _push(editor, {"qaagent": {"lenses": True}})
        await _lenses_become(editor, app, 2)


async def test_settings_that_come_late_count_when_they_come(cats: Path) -> None:
    app = (cats / "app.py").as_uri()
    async with editing(cats, settings={"lenses": False}, answers_late=True) as editor:
        assert len(await editor.lenses(app)) == 2
        editor.settings_may_be_asked.set()
        await _lenses_become(editor, app, 0)


async def test_pytest_arguments_and_environment_reach_the_run(cats: Path) -> None:
    (cats / "tests" / "test_env.py").write_text(
        "import os\ndef test_env():\n    assert os.environ['COLOUR'] == 'red'\n"
    )
    settings = {"env": {"COLOUR": "red"}, "pytestArgs": ["-k", "env"]}
    async with editing(cats, settings=settings) as editor:
        end = await editor.run("qaagent.runAll", {})
        assert (end.outcome, end.counts.passed) == ("passed", 1)


async def test_each_folder_has_its_own_settings(cats: Path, pets: Path) -> None:
    async with editing(cats, pets) as editor:
        await editor.command("qaagent.listRoutes", {})
        editor.set_configuration({"qaagent": {"lenses": False}}, scope_uri=cats.as_uri())
        _push(editor, None)
        await _lenses_become(editor, (cats / "app.py").as_uri(), 0)
        assert len(await editor.lenses((pets / "shop" / "main.py").as_uri())) == 2


async def test_an_untrusted_workspace_shows_everything_and_runs_nothing(cats: Path) -> None:
    options = {"python": sys.executable, "untrustedWorkspace": True}
    async with editing(cats, options=options) as editor:
        app = editor.open(cats / "app.py")
        assert len(await editor.lenses(app)) == 2
        for name, argument in (
            ("qaagent.runAll", {}),
            ("qaagent.runRoute", CATS),
            ("qaagent.runPath", {"uri": app}),
        ):
            error = await editor.refused(name, argument)
            assert (error.code, error.data["kind"]) == (-32803, "untrusted-workspace")
            assert "trust" in error.data["hint"]
        assert await editor.command("qaagent.listRuns", {}) == []


async def test_options_that_cannot_be_read_count_as_untrusted(cats: Path) -> None:
    async with editing(cats, options={"untrustedWorkspace": "no", "python": sys.executable}) as editor:
        assert (await editor.refused("qaagent.runAll", {})).data["kind"] == "untrusted-workspace"
        (message,) = editor.messages
        assert "initializationOptions: untrustedWorkspace" in message.message


async def test_the_setting_goes_before_the_editor_s_own_choice(cats: Path) -> None:
    async with editing(cats, options={"python": "/nowhere"}, settings={"python": sys.executable}) as editor:
        end = await editor.run("qaagent.runRoute", CATS)
        assert end.outcome == "failed"
    async with editing(cats, options={"python": "/nowhere"}) as editor:
        error = await editor.refused("qaagent.runRoute", CATS)
        assert "/nowhere" in error.message


async def test_a_store_that_cannot_be_written_leaves_everything_static_working(cats: Path) -> None:
    (cats / "file").write_text("not a folder")
    async with editing(cats, settings={"runsDir": str(cats / "file" / "runs")}) as editor:
        assert len(await editor.lenses(editor.open(cats / "app.py"))) == 2
        error = await editor.refused("qaagent.runRoute", CATS)
        assert (error.code, error.data["kind"]) == (-32803, "store-unavailable")
        assert error.data["hint"]
