from __future__ import annotations

from qaagent_lsp.editor.commands import (
    Command,
    FileArgument,
    RouteArgument,
    RunArgument,
    TestArgument,
    cancel_run,
    open_report,
    run_file,
    run_route,
    run_test,
    show_run,
)
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import route

FILE = WorkspacePath("t.py")


def test_every_click_has_one_argument() -> None:
    made = [
        run_route("a", route("GET /a", file="t.py")),
        run_test("b", FILE, TestId("t.py::test_a")),
        run_file("c", FILE),
        show_run("d", "20261122_235127Z"),
        open_report("f", "20261122_235127Z"),
        cancel_run("e", "20261122_235127Z"),
    ]
    assert made == [
        Command("a", "qaagent.runRoute", RouteArgument("GET", "/a", FILE)),
        Command("b", "qaagent.runTest", TestArgument(FILE, TestId("t.py::test_a"))),
        Command("c", "qaagent.runPath", FileArgument(FILE)),
        Command("d", "qaagent.showRun", RunArgument("20261122_235127Z")),
        Command("f", "qaagent.openReport", RunArgument("20261122_235127Z")),
        Command("e", "qaagent.cancelRun", RunArgument("20261122_235127Z")),
    ]
