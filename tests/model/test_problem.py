"""Problems in the user's files."""

from __future__ import annotations

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath


def test_the_line_is_where_the_problem_begins() -> None:
    assert Problem(WorkspacePath("a.py"), Span(4, 2, 6, 1), "broken", "syntax-error").line == 4
