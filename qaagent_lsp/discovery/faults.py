"""Our own faults while reading one file: the file says so, and the rest of the workspace is read all the same.

User code may be anything. A construct that we stumble over must not hide the routes of every other file, so this is a
boundary like those of requests and runs: what was raised is told with its place, never dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath

T = TypeVar("T")
FIRST_LINE = Span(1, 1, 1, 2)


def attempt(work: Callable[[], T], file: WorkspacePath) -> T | Problem:
    """Do the work of one file; a fault of ours becomes a problem of that file, code ``internal-fault``."""
    try:
        return work()
    except Exception as fault:  # noqa: BLE001 - the boundary of one file: told at that file with its place
        trace = fault.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = "" if trace is None else f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}"
        message = (
            f"qaagent stumbled over this file, some of its routes or tests may be missing: "
            f"{type(fault).__name__}: {fault}{place}. Please report it."
        )
        return Problem(file, FIRST_LINE, message, "internal-fault")
