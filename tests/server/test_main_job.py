"""The job itself: click a route's lens, see its failures on the line and on the route, fix, click, green."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import Editor, editing

RIGHT, WRONG = "PETS[pet_id]", "PETS[str(pet_id)]"


async def _click(editor: Editor, uri: str, title: str) -> types.Command:
    lenses = await editor.raw_lenses(uri)
    return next(lens.command for lens in lenses if lens.command and lens.command.title == title)


async def test_click_see_fix_click_green(pets: Path) -> None:
    store = pets / "shop" / "store.py"
    store.write_text(store.read_text().replace(RIGHT, WRONG))
    async with editing(pets) as editor:
        route, line = editor.open(pets / "shop" / "pets.py"), editor.open(store)
        lens = await _click(editor, route, "▶ 2 tests")
        (argument,) = lens.arguments or ()
        failed = await editor.run(lens.command, argument)

        assert (failed.outcome, failed.counts.failed, failed.counts.passed) == ("failed", 2, 1)
        assert [title for _, title in await editor.lenses(route)] == [
            "▶ 1 test",
            "○ not run",
            "▶ 2 tests",
            "✗ 1/2 · just now",
            "○ no tests",
        ]
        _check_line(editor, line, failed.runId)
        _check_route(editor, route, failed.runId)
        _check_events(editor, failed.runId)

        fixed = store.read_text().replace(WRONG, RIGHT)
        editor.type(line, fixed)
        assert await editor.until(
            lambda: all("outdated" in mark.message for mark in editor.marks(line)), "the marks to be outdated"
        )
        store.write_text(fixed)
        editor.text_document_did_save(
            types.DidSaveTextDocumentParams(text_document=types.TextDocumentIdentifier(uri=line))
        )
        green = await editor.run(lens.command, argument)

        assert (green.outcome, green.counts.passed) == ("passed", 3)
        assert (editor.failures(line), editor.failures(route)) == ([], [])
        assert (12, "✓ 2/2 · just now") in await editor.lenses(route)
        runs = await editor.command("qaagent.listRuns", {})
        assert [run["run_id"] for run in runs] == [green.runId, failed.runId]
        assert all((Path(run["run_dir"]) / "manifest.json").is_file() for run in runs)


def _check_line(editor: Editor, uri: str, run_id: str) -> None:
    marks = editor.marks(uri)
    assert {(m.range.start.line, m.range.start.character, m.range.end.character) for m in marks} == {
        (6, 11, 28)
    }
    for mark in marks:
        assert mark.severity is types.DiagnosticSeverity.Error
        assert (mark.source, mark.code) == ("qaagent", "data")
        assert mark.message.startswith("KeyError: ")
        places = [related.message for related in mark.related_information or ()]
        assert places[0].startswith("test tests/test_pets.py::test_get_pet[")
        assert "route GET /pets/{pet_id}" in places
        assert isinstance(mark.data, dict)
        assert mark.data["runId"] == run_id
        assert mark.data["testId"].startswith("tests/test_pets.py::test_get_pet[")
        assert mark.data["route"]["path"] == "/pets/{pet_id}"


def _check_route(editor: Editor, uri: str, run_id: str) -> None:
    (mark,) = editor.failures(uri)
    assert mark.severity is types.DiagnosticSeverity.Warning
    assert mark.range.start.line == 12
    assert mark.message.startswith(
        "GET /pets/{pet_id}: 1 of 2 tests fails\n✗ tests/test_pets.py::test_get_pet["
    )
    assert any(place.location.uri.endswith("store.py") for place in mark.related_information or ())
    assert isinstance(mark.data, dict)
    assert mark.data["runId"] == run_id


def _check_events(editor: Editor, run_id: str) -> None:
    (started,) = editor.heard("qaagent/runStarted", run_id)
    assert (started.total, started.scope.kind, started.scope.path) == (2, "route", "/pets/{pet_id}")
    events = editor.heard("qaagent/runEvent", run_id)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    by_kind = {kind: [e.id for e in events if e.kind == kind] for kind in ("queued", "started", "finished")}
    assert len(by_kind["queued"]) == 3
    assert by_kind["queued"] == by_kind["started"] == by_kind["finished"]
    assert "3 selected" in "".join(event.text for event in events if event.kind == "output")
    methods = [method for method, params in editor.notes if getattr(params, "runId", None) == run_id]
    assert (methods[0], methods[-1]) == ("qaagent/runStarted", "qaagent/runFinished")
    assert editor.lens_refreshes > 0
