"""Lines of the workspace that a failure's text names: JUnit tells no place of a failure but in the tools' own words."""

from __future__ import annotations

import re

from qaagent_lsp.model.result import Frame
from qaagent_lsp.model.source import WORKSPACE_FOLDER, Span, WorkspacePath

_LINES = (
    # pytest: "tests/test_pets.py:13: AssertionError" at the end of a frame, "…: in get_pet" in the short style
    re.compile(r"(?P<file>[^\s:\"'()][^:\"'()]*\.py):(?P<line>\d+): ?(?:in (?P<function>\S+)|[\w.]*)"),
    # CPython's own tracebacks, which Behave writes, and pytest of a syntax error
    re.compile(r"E? *File \"(?P<file>[^\"]+)\", line (?P<line>\d+)(?:, in (?P<function>\S+))?"),
    # Behave: the step that failed
    re.compile(r"Location: (?P<file>.+\.feature):(?P<line>\d+)"),
)
# Node's "at", and the arrow U+276F of Vitest.
_STACK = re.compile(
    r" +(?:at|\u276f) (?:(?P<function>[^()]*?) \()?(?P<file>[^()]+?\.[cm]?[jt]sx?):(?P<line>\d+):(?P<column>\d+)\)?"
)
_FOREIGN = re.compile(r"(?:^|/)(?:node_modules|site-packages|dist-packages|\.venv|\.\.)/|^<|^node:")


def frames_in(text: str, workspace: str) -> tuple[Frame, ...]:
    """List the frames inside the workspace that a text names, innermost last.

    Python's words name them in that order. JavaScript stacks do not, and the text of one case may hold several
    (retries, soft errors): of those only the first line of the first is taken. A column is told only there; elsewhere
    the span is the line's beginning.
    """
    frames: list[Frame] = []
    for line in text.splitlines():
        if (found := _STACK.fullmatch(line)) and not frames:
            frame = _frame(found, workspace, int(found["column"]))
            if frame is not None:
                return (frame,)
        matches = (found for pattern in _LINES if (found := pattern.fullmatch(line)))
        frames += (frame for found in matches if (frame := _frame(found, workspace, 1)))
    return tuple(frames)


def within(told: str, workspace: str) -> WorkspacePath:
    r"""Make a told path relative to the workspace folder; ``""`` for an absolute one that lies elsewhere.

    >>> within("C:\\work\\tests\\a.py", "C:/work"), within("./a.py", "/work"), within("/other/a.py", "/work")
    ('tests/a.py', 'a.py', '')
    """
    path, folder = told.strip().replace("\\", "/"), workspace.replace("\\", "/").rstrip("/") + "/"
    path = path.removeprefix("file://")
    if path.startswith(folder):
        return WorkspacePath(path[len(folder) :])
    if path.startswith("/") or re.match(r"[A-Za-z]:/", path):
        return WORKSPACE_FOLDER
    return WorkspacePath(path.removeprefix("./"))


def _frame(found: re.Match[str], workspace: str, column: int) -> Frame | None:
    file = within(found["file"], workspace)
    line = int(found["line"][:9])
    if not file or line < 1 or _FOREIGN.search(file):
        return None
    column = max(column, 1)
    return Frame(file, Span(line, column, line, column), found.groupdict().get("function") or "")
