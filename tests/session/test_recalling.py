"""Verdicts and findings of earlier sessions, placed in the files as they are now."""

from __future__ import annotations

from pathlib import Path

from qaagent_lsp.model.result import CaseResult, Failure, Frame
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import ToolFinding, ToolResult
from qaagent_lsp.session.recalling import Now, recall

APP = WorkspacePath("app.py")
TEXT = "def get_pet():\n    return 1\n"
FAILED = Failure("boom", location=Frame(APP, Span(2, 5, 2, 13), "get_pet"))
CASE = CaseResult(
    TestId("t.py::a"), "unit", "pytest", "a", "failed", 0.1, WorkspacePath("t.py"), 1, (), (FAILED,)
)
FOUND = ToolFinding("schemathesis", "high", "500", "server error", at=Location(APP, Span(1, 1, 1, 14)))
TOOL = ToolResult("schemathesis", "failed", executed=True, findings=(FOUND,))
LONG_AFTER = 9_999_999_999.0


def now(folder: Path) -> Now:
    (folder / APP).write_text(TEXT)
    return Now(folder, Snapshot(), {})


def test_failures_and_findings_are_tied_to_the_function_that_they_stand_in(tmp_path: Path) -> None:
    recalled = recall([(CASE, "1", LONG_AFTER)], [(TOOL, "2", LONG_AFTER)], 0.0, now(tmp_path))
    ((case, run_id, at, (anchor,)),) = recalled.results
    assert (case, run_id, at) == (CASE, "1", LONG_AFTER)
    assert anchor is not None
    assert (anchor.qualname, anchor.offset) == ("get_pet", 1)
    (said,) = recalled.found
    (tied,) = said.anchors
    assert tied is not None
    assert (said.run_id, tied.qualname, tied.offset) == ("2", "get_pet", 0)
    assert set(recalled.outlines.functions) == {APP}


def test_what_is_older_than_the_last_clearing_is_not_recalled(tmp_path: Path) -> None:
    recalled = recall([(CASE, "1", 5.0)], [(TOOL, "2", 5.0)], 5.0, now(tmp_path))
    assert (recalled.results, recalled.found) == ((), ())
