"""Which functions of the workspace tests executed, as the probes saw it in one process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId


@dataclass(frozen=True, slots=True)
class ExecutedFunction:
    """A code object: its file, Python's ``__qualname__``, and its first line (that of its first decorator)."""

    file: WorkspacePath
    qualname: str
    line: int


CHILD_PROCESS = ExecutedFunction(WorkspacePath(""), "", 0)
"""Stands for a child process that a test started, in which nothing is seen."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What the tests of one process executed. Numbers are places in ``functions``.

    ``cases`` holds what a case executed itself, besides its own test function; ``shared`` what belongs to all cases of
    a file, or to all (``""``): code that ran while files were imported, in fixtures of a wider scope, or whose effect
    stays. ``whole`` are the test functions of files of which no test was left out.
    """

    functions: tuple[ExecutedFunction, ...]
    cases: Mapping[TestId, frozenset[int]]
    shared: Mapping[WorkspacePath, frozenset[int]]
    whole: Mapping[WorkspacePath, frozenset[TestId]]
