"""Failures are anchored in the function that was run, so that a marker can move with it."""

from __future__ import annotations

import os
from pathlib import Path

from qaagent_lsp.model.result import CaseResult, Failure, Frame
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.session.outlining import Outlines, anchored, failing_files, outlines_of

FILE = WorkspacePath("app.py")
TEXT = "import os\n\n\ndef get():\n    return 1 / 0\n"


def failing(*lines: int) -> CaseResult:
    frames = [Frame(FILE, Span(line, 1, line, 9), "get") for line in lines]
    failures = tuple(Failure("boom", location=frame) for frame in frames)
    return CaseResult(
        TestId("t.py::a"), "unit", "pytest", "a", "failed", 0.1, WorkspacePath("t.py"), 1, (), failures
    )


def outlined(folder: Path, **buffers: str) -> Outlines:
    (folder / FILE).write_text(TEXT)
    return outlines_of(folder, [FILE], {WorkspacePath(f"{name}.py"): text for name, text in buffers.items()})


def test_a_failure_is_anchored_in_its_function(tmp_path: Path) -> None:
    (anchor,) = anchored(failing(5), outlined(tmp_path))
    assert anchor is not None
    assert (anchor.file, anchor.qualname, anchor.offset) == (FILE, "get", 1)


def test_a_buffer_is_outlined_instead_of_the_disk(tmp_path: Path) -> None:
    disk, editor = outlined(tmp_path), outlined(tmp_path, app=TEXT.replace("get", "put"))
    assert [[function.qualname for function in made.functions[FILE]] for made in (disk, editor)] == [
        ["get"],
        ["put"],
    ]
    assert disk.digests != editor.digests


def test_of_a_file_written_since_then_nobody_knows_the_text_that_was_run(tmp_path: Path) -> None:
    outlines = outlined(tmp_path)
    os.utime(tmp_path / FILE, (100, 100))
    outlines = outlines_of(tmp_path, [FILE], {})
    assert outlines.as_of(200).functions == outlines.functions
    assert outlines.as_of(50).functions == {}


def test_a_file_that_is_gone_has_no_functions(tmp_path: Path) -> None:
    assert outlines_of(tmp_path, [FILE], {}).functions == {FILE: ()}


def test_a_failure_without_a_place_has_no_anchor_and_no_file() -> None:
    nowhere = CaseResult(
        TestId("t.py::a"),
        "unit",
        "pytest",
        "a",
        "failed",
        0.1,
        WorkspacePath("t.py"),
        1,
        (),
        (Failure("boom"),),
    )
    assert anchored(nowhere, Outlines()) == (None,)
    assert failing_files([nowhere, failing(5, 5)]) == {FILE}


def test_the_newer_outline_of_a_file_wins() -> None:
    older, newer = Outlines({FILE: ()}, {FILE: "old"}), Outlines({FILE: ()}, {FILE: "new"})
    assert older.joined(newer).digests == {FILE: "new"}
