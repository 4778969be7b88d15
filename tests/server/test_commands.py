"""Every command with good and bad arguments, against the real server."""

from __future__ import annotations

import asyncio
import re
import subprocess
from pathlib import Path

from qaagent_lsp.server.commands import COMMANDS
from tests.server.editor import DOCS, Editor, editing

ROUTE: dict[str, object] = {"method": "GET", "path": "/cats/{cat_id}"}


def _good(uri: str) -> dict[str, dict[str, object]]:
    return {
        "qaagent.runAll": {},
        "qaagent.runSuite": {"suite": "unit"},
        "qaagent.runPath": {"uri": uri},
        "qaagent.runTest": {"uri": uri, "id": "tests/test_cats.py::test_arithmetic"},
        "qaagent.runRoute": ROUTE,
        "qaagent.runRoutesInFile": {"uri": uri},
        "qaagent.runAt": {"uri": uri, "position": {"line": 0, "character": 0}},
        "qaagent.runFailed": {},
        "qaagent.runAffected": {},
        "qaagent.planRun": {"generate": False},
        "qaagent.generateTest": ROUTE,
        "qaagent.cancelRun": {"runId": "x"},
        "qaagent.listRoutes": {},
        "qaagent.testsForRoute": ROUTE,
        "qaagent.listSuites": {},
        "qaagent.listRuns": {},
        "qaagent.showRun": {"runId": "x"},
        "qaagent.openReport": {"runId": "x"},
        "qaagent.goTo": {"uri": uri, "line": 1},
        "qaagent.clearResults": {},
        "qaagent.refresh": {},
    }


async def test_all_commands_are_advertised_and_documented(cats: Path) -> None:
    ids = [command.id for command in COMMANDS]
    assert sorted(_good("file:///x")) == sorted(ids)
    async with editing(cats) as editor:
        provider = editor.answer.capabilities.execute_command_provider
        assert provider is not None
        assert sorted(provider.commands) == sorted(ids)
    told = (DOCS / "protocol.md").read_text("utf-8")
    assert [name for name in ids if f"| `{name}` |" not in told] == []


async def test_every_command_refuses_what_it_does_not_understand(cats: Path) -> None:
    good = _good((cats / "app.py").as_uri())
    async with editing(cats) as editor:
        for name, argument in good.items():
            await _refused(editor, name, [], "exactly one argument object, got 0")
            await _refused(editor, name, [argument, argument], "exactly one argument object, got 2")
            await _refused(editor, name, ["x"], "takes an object, got str")
            await _refused(editor, name, [None], "takes an object, got NoneType")
            await _refused(editor, name, [{**argument, "colour": 1}], "colour: ", field="colour")
            for key, value in argument.items():
                rest = {k: v for k, v in argument.items() if k != key}
                await _refused(editor, name, [rest], f"{key}: Field required", field=key)
                wrong = 5 if isinstance(value, str) else "five"
                await _refused(editor, name, [{**argument, key: wrong}], f"{key}: ", field=key)
                await _refused(editor, name, [{**argument, key: None}], f"{key}: ", field=key)
        assert editor.heard("qaagent/runStarted") == []


async def _refused(
    editor: Editor, name: str, arguments: list[object], said: str, field: str | None = None
) -> None:
    error = await editor.refused(name, *arguments)
    assert (error.code, said in error.message) == (-32602, True), f"{name} {arguments}: {error.message}"
    assert name in error.message
    if field is not None:
        assert error.data["field"] == field


async def test_values_that_mean_nothing_are_refused_by_field(cats: Path) -> None:
    cases: list[tuple[str, dict[str, object], str]] = [
        ("qaagent.runRoute", {"method": "GE T", "path": "/x"}, "method"),
        ("qaagent.runRoute", {"method": "GET", "path": "x"}, "path"),
        ("qaagent.runPath", {"uri": "https://a.example/x.py"}, "uri"),
        ("qaagent.runPath", {"uri": ""}, "uri"),
        ("qaagent.runTest", {"uri": "file:///x.py", "id": ""}, "id"),
        ("qaagent.listRuns", {"limit": 0}, "limit"),
        ("qaagent.listRuns", {"limit": True}, "limit"),
        ("qaagent.listRuns", {"route": "pets"}, "route"),
        ("qaagent.goTo", {"uri": "file:///x.py", "line": 0}, "line"),
        ("qaagent.noSuch", {}, "command"),
    ]
    async with editing(cats) as editor:
        for name, argument, field in cases:
            error = await editor.refused(name, argument)
            assert (error.code, error.data["field"]) == (-32602, field), f"{name} {argument}"


async def test_requests_that_cannot_be_carried_out_say_why_and_what_to_do(cats: Path, tmp_path: Path) -> None:
    app = (cats / "app.py").as_uri()
    outside = (tmp_path / "elsewhere.py").as_uri()
    cases: list[tuple[str, dict[str, object], str, str]] = [
        ("qaagent.runRoute", {"method": "GET", "path": "/cat/{cat_id}"}, "unknown-route", "/cats/{cat_id}"),
        ("qaagent.runRoute", {**ROUTE, "method": "DELETE"}, "unknown-route", "GET /cats/{cat_id}"),
        ("qaagent.testsForRoute", {"method": "GET", "path": "/nope"}, "unknown-route", ""),
        (
            "qaagent.runTest",
            {"uri": app, "id": "tests/test_cats.py::test_get_ca"},
            "unknown-test",
            "test_get_cat",
        ),
        ("qaagent.runPath", {"uri": outside}, "unknown-path", ""),
        ("qaagent.runPath", {"uri": (cats / "nope").as_uri()}, "unknown-path", ""),
        (
            "qaagent.runRoutesInFile",
            {"uri": (cats / "tests" / "test_cats.py").as_uri()},
            "nothing-to-run",
            "",
        ),
        (
            "qaagent.runAt",
            {"uri": app, "position": {"line": 0, "character": 0}},
            "nothing-to-run",
            "Point into",
        ),
        ("qaagent.runAt", {"uri": app, "position": {"line": 9999}}, "nothing-to-run", "Its last line"),
        (
            "qaagent.runAt",
            {"uri": (cats / "nope.py").as_uri(), "position": {"line": 0}},
            "unknown-path",
            "Save",
        ),
        ("qaagent.runFailed", {}, "nothing-to-run", ""),
        ("qaagent.runAffected", {}, "changes-unknown", "git"),
        ("qaagent.runAffected", {"since": "HEAD"}, "changes-unknown", "git"),
        ("qaagent.runSuite", {"suite": "e2e"}, "unknown-suite", ""),
        ("qaagent.showRun", {"runId": "20200101_000000Z"}, "unknown-run", ""),
        ("qaagent.showRun", {"runId": "../../etc"}, "unknown-run", ""),
        ("qaagent.openReport", {"runId": "20200101_000000Z"}, "unknown-run", ""),
    ]
    async with editing(cats) as editor:
        for name, argument, kind, hinted in cases:
            error = await editor.refused(name, argument)
            assert (error.code, error.data["kind"]) == (-32803, kind), f"{name} {argument}: {error.message}"
            assert hinted in error.data["hint"] + error.message, f"{name} {argument}: {error.data}"
            assert re.search(r"\w", error.message)


async def test_what_changed_is_run(cats: Path) -> None:
    await asyncio.to_thread(subprocess.run, ["git", "init", "-q", str(cats)], check=True)
    async with editing(cats) as editor:
        end = await editor.run("qaagent.runAffected", {})
        assert (end.outcome, end.counts.passed, end.counts.failed) == ("failed", 2, 1)
        error = await editor.refused("qaagent.runAffected", {"since": "moon"})
        assert error.data["kind"] == "unknown-revision"


async def test_every_command_that_runs_runs_what_it_says(cats: Path) -> None:
    good = _good((cats / "app.py").as_uri())
    good["qaagent.runPath"] = {"uri": (cats / "tests").as_uri()}
    expected = {
        "qaagent.runAll": ("failed", 2, 1),
        "qaagent.runSuite": ("failed", 2, 1),
        "qaagent.runPath": ("failed", 2, 1),
        "qaagent.runTest": ("passed", 1, 0),
        "qaagent.runRoute": ("failed", 1, 1),
        "qaagent.runRoutesInFile": ("failed", 1, 1),
        "qaagent.runFailed": ("failed", 0, 1),
    }
    async with editing(cats) as editor:
        for name, (outcome, passed, failed) in expected.items():
            end = await editor.run(name, good[name])
            assert (name, end.outcome, end.counts.passed, end.counts.failed) == (
                name,
                outcome,
                passed,
                failed,
            )
