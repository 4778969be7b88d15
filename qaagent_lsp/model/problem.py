"""Bad news about the user's files, to be shown beside what could still be understood."""

from __future__ import annotations

from dataclasses import dataclass

from qaagent_lsp.model.source import Span, WorkspacePath


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be understood. It never hides what the rest of the workspace says."""

    file: WorkspacePath
    span: Span
    message: str
    code: str
    """A stable kebab-case name, e.g. ``syntax-error``, ``collection-error``."""

    @property
    def line(self) -> int:
        """The 1-based line, as the command line prints it."""
        return self.span.line
