"""What the probes tell of executed functions, put together: each process numbers them for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of, function_id
from qaagent_lsp.model.trace import CHILD_PROCESS, ExecutedFunction, Trace
from qaagent_lsp.results.wire import Fields, text


class TraceReader:
    """Collects what finished cases executed, by the worker that ran them (``""``: the tool's only process)."""

    def __init__(self) -> None:
        self._functions: dict[ExecutedFunction, int] = {CHILD_PROCESS: 0}
        self._numbers: dict[tuple[int, int], int] = {}
        self._sets: dict[tuple[int, int], frozenset[int]] = {}
        self._cases: dict[str, dict[TestId, frozenset[int]]] = {}

    def finished(self, case: TestId, worker: str, phases: Sequence[Sequence[Any]]) -> None:
        """Take in a case: ``phases`` are rows of its line, whose details may say what it executed.

        What a process that died would have said is not known.
        """
        if not any(row[0] == "teardown" for row in phases):
            return
        ran = self._cases.setdefault(worker, {})
        found = ran.get(case, frozenset())
        for row in phases:
            for detail in row[3:]:
                if "ran" in detail:
                    found |= self._set_of(detail["ran"])
        ran[case] = found

    def traced(self, fields: Fields, collected: Iterable[TestId]) -> Trace:
        """Read the line at the end of a process, and give all that its cases executed."""
        by = int(fields["by"])
        self._describe(by, fields["new"])
        cases = self._cases.get(text(fields["worker"]), {})
        partial = frozenset(map(text, fields["partial"]))
        whole: dict[WorkspacePath, set[TestId]] = {}
        # One that ran nothing, as xdist's controller, did not look for tests either.
        for case in collected if cases else ():
            if file_of(case) not in partial:
                whole.setdefault(file_of(case), set()).add(function_id(case))
        return Trace(
            tuple(self._functions),
            dict(cases),
            {
                WorkspacePath(text(file)): self._known(by, numbers)
                for file, numbers in fields["shared"].items()
            },
            {file: frozenset(ids) for file, ids in whole.items()},
        )

    def _set_of(self, told: Fields) -> frozenset[int]:
        by, number = int(told["by"]), int(told["set"])
        if "of" in told:
            self._describe(by, told["new"])
            self._sets[by, number] = self._known(by, told["of"])
        return self._sets[by, number]

    def _describe(self, by: int, rows: Iterable[Sequence[Any]]) -> None:
        for number, file, qualname, line in rows:
            function = ExecutedFunction(WorkspacePath(text(file)), text(qualname), int(line))
            self._numbers[by, int(number)] = self._functions.setdefault(function, len(self._functions))

    def _known(self, by: int, numbers: Iterable[int]) -> frozenset[int]:
        return frozenset(self._numbers[by, number] if number else 0 for number in numbers)
