"""Places where routes are registered that cannot be listed; apps of tests are their own business."""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.config.settings import DiagnosticLevel
from qaagent_lsp.editor.finding import Finding
from qaagent_lsp.editor.untested import is_of_tests
from qaagent_lsp.linking.left_out import problem_of
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath


def unknown_routes(snapshot: Snapshot, level: DiagnosticLevel) -> Iterator[tuple[WorkspacePath, Finding]]:
    """Yield one finding for each place and reason."""
    if level == "off":
        return
    for problem in dict.fromkeys(map(problem_of, snapshot.left_out)):
        if not is_of_tests(snapshot, problem.file):
            yield problem.file, Finding("unknown", problem.span, level, problem.code, problem.message)
