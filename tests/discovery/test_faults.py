"""A fault of ours in one file is told at that file and hides nothing else."""

from __future__ import annotations

from qaagent_lsp.discovery.faults import attempt
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import WorkspacePath

FILE = WorkspacePath("app.py")


def test_work_that_is_done_is_its_answer() -> None:
    assert attempt(lambda: 7, FILE) == 7


def test_a_fault_is_a_problem_that_says_what_and_where() -> None:
    def stumble() -> int:
        return list[int]()[1]

    problem = attempt(stumble, FILE)
    assert isinstance(problem, Problem)
    assert (problem.file, problem.line, problem.code) == (FILE, 1, "internal-fault")
    assert "IndexError: list index out of range in stumble" in problem.message
