from __future__ import annotations

from typing import Any

import pytest

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.trace import CHILD_PROCESS, ExecutedFunction
from qaagent_lsp.results.tracing import TraceReader

F = ExecutedFunction(WorkspacePath("app.py"), "f", 1)
G = ExecutedFunction(WorkspacePath("app.py"), "G.g", 9)
ONE, TWO, THREE = (TestId(f"test_a.py::test_{name}") for name in ("one", "two", "three[1]"))


def row(**ran: Any) -> list[Any]:
    return ["teardown", "passed", 0.1, {"ran": ran}, {}]


def end(
    worker: str, by: int, shared: dict[str, list[int]], *, partial: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {"by": by, "worker": worker, "shared": shared, "new": [], "partial": list(partial)}


def test_numbers_of_processes_are_kept_apart_and_sets_are_told_once() -> None:
    reader = TraceReader()
    reader.finished(ONE, "", [["call", "passed", 0.1], row(by=1, set=0, of=[1], new=[[1, "app.py", "f", 1]])])
    reader.finished(TWO, "", [row(by=1, set=0)])
    # A child that was forked after that numbers anew, and this one started a process of its own.
    reader.finished(THREE, "", [row(by=2, set=0, of=[0, 1], new=[[1, "app.py", "G.g", 9]])])
    trace = reader.traced(end("", 1, {"": [1], "test_a.py": [0]}), [ONE, TWO, THREE])
    assert trace.functions == (CHILD_PROCESS, F, G)
    assert trace.cases == {ONE: {1}, TWO: {1}, THREE: {0, 2}}
    assert trace.shared == {"": {1}, "test_a.py": {0}}
    assert trace.whole == {"test_a.py": {ONE, TWO, "test_a.py::test_three"}}


def test_each_worker_tells_its_own_tests_and_attempts_are_joined() -> None:
    reader = TraceReader()
    reader.finished(ONE, "gw0", [row(by=1, set=0, of=[1], new=[[1, "app.py", "f", 1]])])
    reader.finished(ONE, "gw0", [row(by=1, set=1, of=[2], new=[[2, "app.py", "G.g", 9]])])
    reader.finished(TWO, "gw1", [["teardown", "passed", 0.1]])
    assert reader.traced(end("gw0", 1, {}, partial=("test_a.py",)), [ONE, TWO]).cases == {ONE: {1, 2}}
    assert reader.traced(end("gw1", 2, {}, partial=("test_a.py",)), [ONE, TWO]).cases == {TWO: frozenset()}
    nobody = reader.traced(end("", 3, {}), [ONE, TWO])
    assert (nobody.cases, nobody.whole) == ({}, {})


def test_a_set_that_was_never_told_is_refused() -> None:
    with pytest.raises(KeyError):
        TraceReader().finished(ONE, "", [row(by=1, set=7)])


def test_of_a_case_whose_process_died_nothing_is_known() -> None:
    reader = TraceReader()
    reader.finished(ONE, "", [["???", "failed", 0.1, {}, {}]])
    reader.finished(TWO, "", [["setup", "passed", 0.1], ["teardown", "passed", 0.1]])
    assert reader.traced(end("", 1, {}), [ONE, TWO]).cases == {TWO: frozenset()}
