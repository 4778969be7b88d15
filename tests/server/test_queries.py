"""Commands that ask and tidy up."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import editing

ROUTE: dict[str, object] = {"method": "GET", "path": "/cats/{cat_id}"}


async def test_questions_are_answered(cats: Path) -> None:
    async with editing(cats) as editor:
        (row,) = await editor.command("qaagent.listRoutes", {})
        assert (row["method"], row["path"], row["file"], row["line"]) == (
            "GET",
            "/cats/{cat_id}",
            "app.py",
            6,
        )
        assert row["uri"] == (cats / "app.py").as_uri()
        assert await editor.command("qaagent.listRoutes", {"uri": (cats / "tests").as_uri()}) == []

        assert await editor.command("qaagent.listSuites", {}) == [
            {"name": "unit", "runner": "pytest", "folder": ""}
        ]
        tests = await editor.command("qaagent.testsForRoute", ROUTE)
        assert [t["name"] for t in tests] == ["test_get_cat", "test_unknown_cat"]
        assert [(t["id"], t["how"], t["range"]["start"]["line"]) for t in tests] == [
            ("tests/test_cats.py::test_get_cat", "call", 3),
            ("tests/test_cats.py::test_unknown_cat", "call", 7),
        ]
        end = await editor.run("qaagent.runRoute", ROUTE)
        assert {t["how"] for t in await editor.command("qaagent.testsForRoute", ROUTE)} == {"observed"}

        (summary,) = await editor.command("qaagent.listRuns", {"limit": 5, "route": "GET /cats/{cat_id}"})
        assert (summary["run_id"], summary["outcome"]) == (end.runId, "failed")
        assert await editor.command("qaagent.listRuns", {"test": "tests/test_cats.py::test_arithmetic"}) == []
        shown = await editor.command("qaagent.showRun", {"runId": end.runId})
        assert {case["id"]: case["outcome"] for case in shown["cases"]} == {
            "tests/test_cats.py::test_get_cat": "passed",
            "tests/test_cats.py::test_unknown_cat": "failed",
        }
        assert await editor.command("qaagent.cancelRun", {"runId": end.runId}) == {"cancelled": False}


async def test_going_to_a_place_asks_the_editor_to_show_it(cats: Path) -> None:
    uri = (cats / "app.py").as_uri()
    async with editing(cats) as editor:
        assert await editor.command("qaagent.goTo", {"uri": uri, "line": 9, "column": 28}) == {"shown": True}
        (shown,) = editor.shown_documents
    assert (shown.uri, shown.selection) == (uri, types.Range(types.Position(8, 28), types.Position(8, 28)))


async def test_results_come_back_after_a_restart_until_they_are_cleared(cats: Path) -> None:
    app = cats / "app.py"
    async with editing(cats) as editor:
        await editor.run("qaagent.runRoute", ROUTE)
        before = editor.marks(app.as_uri())
        assert len(before) == 2
    async with editing(cats) as editor:
        await editor.until(
            lambda: editor.marks(app.as_uri()) == before, "the diagnostics of the last session"
        )
        assert "✗ 1/2 · just now" in [title for _, title in await editor.lenses(app.as_uri())]
        assert await editor.command("qaagent.clearResults", {}) is None
        assert editor.marks(app.as_uri()) == []
    async with editing(cats) as editor:
        assert "○ not run" in [title for _, title in await editor.lenses(editor.open(app))]
        assert editor.marks(app.as_uri()) == []
        assert len(await editor.command("qaagent.listRuns", {})) == 1


async def test_refresh_sees_what_no_watcher_told(cats: Path) -> None:
    async with editing(cats) as editor:
        await editor.command("qaagent.listRoutes", {})
        (cats / "more.py").write_text(
            'from flask import Flask\napp = Flask("m")\n@app.get("/more")\ndef f(): ...\n'
        )
        assert await editor.command("qaagent.refresh", {}) is None
        rows = await editor.command("qaagent.listRoutes", {})
        assert [row["path"] for row in rows] == ["/cats/{cat_id}", "/more"]
