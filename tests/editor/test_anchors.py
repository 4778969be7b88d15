from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.editor.anchors import Place, anchor_of, place
from qaagent_lsp.model.result import Failure
from qaagent_lsp.model.snapshot import Anchor, FunctionSpan, Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from tests.linking.workspace import failure

FILE = WorkspacePath("tests/test_pets.py")
OUTLINE = (
    FunctionSpan("test_get", Span(5, 1, 9, 10), "d-get"),
    FunctionSpan("TestX.test_b", Span(12, 5, 20, 10), "d-b"),
    FunctionSpan("TestX.test_b.<locals>.inner", Span(14, 9, 16, 10), "d-inner"),
)
THEN = Span(7, 12, 8, 30)
ANCHOR = Anchor(FILE, "test_get", 2, "d-get")


@pytest.mark.parametrize(
    ("line", "qualname", "offset", "digest"),
    [
        (5, "test_get", 0, "d-get"),
        (9, "test_get", 4, "d-get"),
        (13, "TestX.test_b", 1, "d-b"),
        (15, "TestX.test_b.<locals>.inner", 1, "d-inner"),
        (2, "", 1, "d-file"),
    ],
)
def test_a_failure_is_tied_to_the_innermost_function(
    line: int, qualname: str, offset: int, digest: str
) -> None:
    assert anchor_of(failure(line=line), OUTLINE, "d-file") == Anchor(FILE, qualname, offset, digest)


def test_a_failure_without_a_place_has_no_anchor() -> None:
    assert anchor_of(Failure("killed"), OUTLINE, "d-file") is None


def moved(lines: int, digest: str = "d-get", qualname: str = "test_get", end: int = 9) -> Snapshot:
    span = Span(5 + lines, 1, end + lines, 10)
    return Snapshot(outlines={FILE: (FunctionSpan(qualname, span, digest),)})


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (moved(0), Place(THEN)),
        (moved(10), Place(Span(17, 12, 18, 30))),
        (moved(-4), Place(Span(3, 12, 4, 30))),
        (moved(3, digest="edited"), Place(Span(10, 12, 11, 30), outdated=True)),
        (moved(0, digest="edited", end=6), Place(Span(6, 12, 7, 30), outdated=True)),
        (moved(0, qualname="renamed"), None),
        (Snapshot(outlines={FILE: ()}), None),
        (Snapshot(), Place(THEN)),
    ],
)
def test_a_marker_moves_with_its_function(now: Snapshot, expected: Place | None) -> None:
    assert place(ANCHOR, THEN, now) == expected


def test_of_two_functions_with_one_name_the_unedited_one_is_meant() -> None:
    spans = (
        FunctionSpan("test_get", Span(5, 1, 9, 1), "other"),
        FunctionSpan("test_get", Span(50, 1, 54, 1), "d-get"),
    )
    assert place(ANCHOR, THEN, Snapshot(outlines={FILE: spans})) == Place(Span(52, 12, 53, 30))


@pytest.mark.parametrize(("digest", "outdated"), [("d-file", False), ("edited", True)])
def test_at_module_level_any_edit_outdates(digest: str, outdated: bool) -> None:
    anchor = replace(ANCHOR, qualname="", digest="d-file")
    assert place(anchor, THEN, Snapshot(file_digests={FILE: digest})) == Place(THEN, outdated)
    assert place(anchor, THEN, Snapshot()) == Place(THEN)
