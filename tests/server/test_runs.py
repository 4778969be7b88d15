"""Runs as an editor sees them: progress, cancelling, several folders, unsaved files, and what a kill leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.server.editor import Editor, editing, full_capabilities
from tests.server.processes import gone, in_the_middle


async def test_cancel_in_the_middle_leaves_no_process_and_the_finished_tests(slow: Path) -> None:
    async with editing(slow) as editor:
        run_id = (await editor.command("qaagent.runAll", {}))["runId"]
        grandchild = await in_the_middle(editor, slow)
        assert await editor.command("qaagent.cancelRun", {"runId": run_id}) == {"cancelled": True}
        end = await editor.finished(run_id)
        assert (end.outcome, end.counts.passed) == ("cancelled", 1)
        await gone(editor, grandchild)
        shown = await editor.command("qaagent.showRun", {"runId": run_id})
        assert shown["outcome"] == "cancelled"
        assert "test_slow.py::test_first" in [c["id"] for c in shown["cases"] if c["outcome"] == "passed"]
        assert not any(m.type is types.MessageType.Error for m in editor.messages)


async def test_the_cancel_button_of_the_progress_stops_the_run(slow: Path) -> None:
    async with editing(slow) as editor:
        editor.progress_reports["my-token"] = []
        run_id = (await editor.command("qaagent.runAll", {}, token="my-token"))["runId"]
        grandchild = await in_the_middle(editor, slow)
        editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token="my-token"))
        assert (await editor.finished(run_id)).outcome == "cancelled"
        await gone(editor, grandchild)


async def test_a_queued_run_waits_its_turn_and_can_be_cancelled_before_it(slow: Path) -> None:
    async with editing(slow) as editor:
        first = (await editor.command("qaagent.runAll", {}))["runId"]
        await in_the_middle(editor, slow)
        second = (await editor.command("qaagent.runAll", {}))["runId"]
        assert second != first
        await editor.command("qaagent.cancelRun", {"runId": second})
        await editor.command("qaagent.cancelRun", {"runId": first})
        assert (await editor.finished(second)).counts.passed == 0
        assert (await editor.finished(second)).outcome == "cancelled"
        assert len(editor.heard("qaagent/runStarted", second)) == 1


async def test_progress_counts_and_ends_with_the_verdict(cats: Path) -> None:
    async with editing(cats) as editor:
        end = await editor.run("qaagent.runAll", {})
        token = f"qaagent-run-{end.runId}"
        reports = await editor.until(lambda: _ended(editor, token), "the progress to end")
    assert reports[0] == types.WorkDoneProgressBegin(
        title="Running tests", message="everything", cancellable=True, percentage=0
    )
    assert reports[-1] == types.WorkDoneProgressEnd(message="✗ 1 failed, 2 passed")
    shown = [report.percentage for report in reports[:-1]]
    assert shown == sorted(shown)


async def test_a_client_without_progress_is_asked_for_none(cats: Path) -> None:
    capabilities = full_capabilities()
    assert capabilities.window is not None
    capabilities.window.work_done_progress = False
    async with editing(cats, capabilities=capabilities) as editor:
        await editor.run("qaagent.runTest", _arithmetic(cats))
        assert editor.progress_reports == {}
        await editor.run_with_token("qaagent.runTest", _arithmetic(cats), "own")
        reports = await editor.until(lambda: _ended(editor, "own"), "the progress to end")
        assert [report.kind for report in reports][:: len(reports) - 1] == ["begin", "end"]


async def test_files_that_are_not_saved_are_named(cats: Path) -> None:
    async with editing(cats) as editor:
        uri = editor.open(cats / "app.py")
        await editor.run("qaagent.runTest", _arithmetic(cats))
        assert editor.messages == []
        editor.type(uri, "# typed\n" + (cats / "app.py").read_text("utf-8"))
        await editor.run("qaagent.runTest", _arithmetic(cats))
        (message,) = editor.messages
        assert (message.type, "Not saved: app.py." in message.message) == (types.MessageType.Warning, True)


async def test_a_missing_tool_is_an_error_that_says_what_to_do(cats: Path) -> None:
    async with editing(cats, options={"python": None}, settings={"python": "nowhere/python"}) as editor:
        error = await editor.refused("qaagent.runAll", {})
        assert (error.code, error.data["kind"]) == (-32803, "tool-missing")
        assert "nowhere/python" in error.message
        assert error.data["hint"]
        assert await editor.command("qaagent.listRuns", {}) == []


async def test_a_broken_collection_is_marked_at_its_line_and_a_rerun_clears_it(cats: Path) -> None:
    broken = cats / "tests" / "test_broken.py"
    broken.write_text("import flask\nfrom nowhere import thing\n\ndef test_x(): ...\n")
    async with editing(cats) as editor:
        end = await editor.run("qaagent.runAll", {})
        assert end.outcome in {"error", "failed"}
        (mark,) = editor.marks(broken.as_uri())
        assert (mark.range.start.line, mark.severity) == (1, types.DiagnosticSeverity.Error)
        assert "nowhere" in mark.message
        broken.write_text("def test_x(): ...\n")
        editor.workspace_did_change_watched_files(_changed(broken))
        assert (await editor.run("qaagent.runPath", {"uri": broken.as_uri()})).outcome == "passed"
        assert editor.marks(broken.as_uri()) == []


@pytest.mark.parametrize("name", ["shop/pets.py", "tests/conftest.py"])
async def test_a_file_that_tests_import_is_marked_once_while_broken_and_no_lens_is_green(
    pets: Path, name: str
) -> None:
    """A route's file that does not parse keeps tests from being loaded: each run says so once, a good one ends it."""
    file = pets / name
    good = file.read_text() if file.exists() else ""
    file.write_text(good)
    route = {"method": "GET", "path": "/pets/{pet_id}"}

    def save(text: str) -> None:
        file.write_text(text)
        editor.type(uri, text)
        editor.workspace_did_change_watched_files(_changed(file))

    async def verdict() -> str:
        return next(title for line, title in await editor.lenses(lensed) if line == 12 and "▶" not in title)

    async with editing(pets) as editor:
        lensed, uri = editor.open(pets / "shop" / "pets.py"), editor.open(file)
        assert (await editor.run("qaagent.runRoute", route)).outcome == "passed"
        for broken in ("\nx = [\n", "\nimport nowhere_to_be_found\n"):
            save(good + broken)
            assert (await editor.run("qaagent.runRoute", route)).outcome == "error"
            (mark,) = editor.failures(uri)
            assert mark.severity == types.DiagnosticSeverity.Error
            assert mark.message.startswith(
                ("SyntaxError: '[' was never closed", "ModuleNotFoundError: No module")
            )
            assert (await verdict()).startswith("✗ 2/2")
        save(good)
        assert (await editor.run("qaagent.runRoute", route)).outcome == "passed"
        assert editor.failures(uri) == []
        assert (await verdict()).startswith("✓ 2/2")


async def test_a_run_clears_its_own_marks_and_no_others(cats: Path) -> None:
    other = cats / "tests" / "test_other.py"
    other.write_text("def test_bad():\n    assert 1 == 2\n")
    async with editing(cats) as editor:
        await editor.run("qaagent.runAll", {})
        app = (cats / "app.py").as_uri()
        assert len(editor.marks(app)) == 2
        assert len(editor.marks(other.as_uri())) == 1
        seen = len(editor.publications)
        await editor.run("qaagent.runPath", {"uri": other.as_uri()})
        assert len(editor.marks(app)) == 2
        assert {p.uri for p in editor.publications[seen:]} == {other.as_uri()}
        assert [len(p.diagnostics) for p in editor.publications[seen:]] == [0, 1]


def _arithmetic(cats: Path) -> dict[str, str]:
    return {"uri": (cats / "tests" / "test_cats.py").as_uri(), "id": "tests/test_cats.py::test_arithmetic"}


def _changed(file: Path) -> types.DidChangeWatchedFilesParams:
    return types.DidChangeWatchedFilesParams(
        changes=[types.FileEvent(uri=file.as_uri(), type=types.FileChangeType.Changed)]
    )


def _ended(editor: Editor, token: str) -> list[object]:
    reports = list(editor.progress_reports.get(token, ()))
    return reports if reports and isinstance(reports[-1], types.WorkDoneProgressEnd) else []
