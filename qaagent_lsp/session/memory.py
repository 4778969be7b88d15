"""What the last runs said, kept as one value: verdicts per case, broken files, what is running now. Pure.

A run sets the verdicts of its own scope aside when it starts (their markers vanish), and what it did not get
to comes back when it ends early. Verdicts outside its scope are never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from qaagent_lsp.linking.known import loads
from qaagent_lsp.linking.moving import Moves, moved_case, place_now
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.scope import ChosenTests, Selection, WholeSuite
from qaagent_lsp.model.snapshot import Anchor, LastResult, Snapshot, ToolSaid
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import (
    Runner,
    TestFunction,
    TestId,
    file_of,
    function_id,
    inside_of,
    is_loaded_beside,
    is_placed,
    runner_of,
)
from qaagent_lsp.model.tool import ToolName


@dataclass(frozen=True, slots=True)
class Underway:
    """A run in progress: functions it still owes a verdict, unfinished cases of each, verdicts set aside.

    ``found`` is what inline tools had found that it has begun since.
    """

    functions: frozenset[TestId]
    aside: Mapping[TestId, LastResult]
    outstanding: Mapping[TestId, int] = field(default_factory=dict)
    found: Mapping[ToolName, ToolSaid] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """Verdicts of a workspace folder.

    ``broken`` holds the collection errors of the last run that saw each file, ``broken_by`` the tool that told of them.
    """

    results: Mapping[TestId, LastResult] = field(default_factory=dict)
    broken: Mapping[WorkspacePath, tuple[Problem, ...]] = field(default_factory=dict)
    broken_by: Mapping[WorkspacePath, Runner] = field(default_factory=dict)
    underway: Mapping[str, Underway] = field(default_factory=dict)
    found: Mapping[ToolName, ToolSaid] = field(default_factory=dict)

    @property
    def running(self) -> frozenset[TestId]:
        """Functions that some run still owes a verdict."""
        return frozenset().union(*(run.functions for run in self.underway.values()))


def begin(memory: Memory, run_id: str, selection: Selection, tests: Mapping[TestId, TestFunction]) -> Memory:
    """A run starts: set the verdicts and broken files of its scope aside."""
    covers = coverage(selection)
    aside = {
        case: last
        for case, last in memory.results.items()
        if (covers(case) if inside_of(case) else _loads(selection, file_of(case), last.case.runner))
    }
    functions = frozenset(test for test in tests if covers(test)) | _named(selection)
    kept = {case: last for case, last in memory.results.items() if case not in aside}
    broken = {
        file: problems
        for file, problems in memory.broken.items()
        if not _loads(selection, file, memory.broken_by.get(file, "pytest"))
    }
    underway = {**memory.underway, run_id: Underway(functions, aside)}
    return replace(memory, results=kept, broken=broken, underway=underway)


def collected(memory: Memory, run_id: str, cases: Iterable[TestId]) -> Memory:
    """The tool has said which cases it will run."""
    run = memory.underway[run_id]
    outstanding = dict(run.outstanding)
    for case in cases:
        function = function_id(case)
        outstanding[function] = outstanding.get(function, 0) + 1
    functions = run.functions | outstanding.keys()
    return _with_run(memory, run_id, replace(run, functions=functions, outstanding=outstanding))


def finished(
    memory: Memory, run_id: str, now: float, cases: Iterable[tuple[CaseResult, tuple[Anchor | None, ...]]]
) -> Memory:
    """Cases have their verdicts. ``now`` is POSIX seconds.

    A test that ran settles that its file as a whole could not be collected once.
    """
    run = memory.underway[run_id]
    results = dict(memory.results)
    outstanding = dict(run.outstanding)
    done = set()
    for case, anchors in cases:
        if inside_of(case.id):
            results.pop(TestId(file_of(case.id)), None)
        results[case.id] = LastResult(case, run_id, now, anchors)
        function = function_id(case.id)
        outstanding[function] = outstanding.get(function, 1) - 1
        if outstanding[function] <= 0:
            done.add(function)
    run = replace(run, functions=run.functions - done, outstanding=outstanding)
    return _with_run(replace(memory, results=results), run_id, run)


def broke(memory: Memory, problem: Problem, runner: Runner = "pytest") -> Memory:
    """A file could not be collected by a tool."""
    problems = (*memory.broken.get(problem.file, ()), problem)
    return replace(
        memory,
        broken={**memory.broken, problem.file: problems},
        broken_by={**memory.broken_by, problem.file: runner},
    )


def end(memory: Memory, run_id: str, *, complete: bool) -> Memory:
    """A run is over. Unless it was complete, verdicts it had set aside and did not replace come back."""
    run = memory.underway[run_id]
    underway = {other: state for other, state in memory.underway.items() if other != run_id}
    results = memory.results if complete else {**run.aside, **memory.results}
    return replace(memory, results=results, underway=underway, found={**run.found, **memory.found})


def placed_now(case: CaseResult, now: Snapshot) -> CaseResult:
    """Name a case of an earlier session by where its test stands now, if that can be told."""
    if not is_placed(case.id):
        return case
    there = place_now(case.id, case.name, now.tests_by_file.get(file_of(case.id), ()))
    return case if there is None else replace(case, id=there)


def moved(memory: Memory, to: Moves) -> Memory:
    """Tests that are named by their place stand elsewhere now; verdicts of those that are gone stay, unseen."""
    if not to:
        return memory
    results: dict[TestId, LastResult] = {}
    for case_id, last in memory.results.items():
        there = moved_case(case_id, to)
        if there is None or there == case_id:
            results.setdefault(case_id, last)
        else:
            results[there] = replace(last, case=replace(last.case, id=there))
    return replace(memory, results=results)


def tool_began(memory: Memory, run_id: str, tool: ToolName) -> Memory:
    """A tool has its turn: what it found before is set aside."""
    before = memory.found.get(tool)
    if before is None:
        return memory
    run = memory.underway[run_id]
    aside = replace(run, found={**run.found, tool: before})
    return replace(memory, found=_without(memory.found, tool), underway={**memory.underway, run_id: aside})


def tool_said(memory: Memory, run_id: str, said: ToolSaid) -> Memory:
    """A tool is over. One that was not executed has said nothing: what it found before comes back."""
    run, tool = memory.underway[run_id], said.result.name
    last = said if said.result.executed else run.found.get(tool)
    if last is None:
        return memory
    settled = replace(run, found=_without(run.found, tool))
    return replace(memory, found={**memory.found, tool: last}, underway={**memory.underway, run_id: settled})


def _without(found: Mapping[ToolName, ToolSaid], tool: ToolName) -> Mapping[ToolName, ToolSaid]:
    return {name: said for name, said in found.items() if name != tool}


def forgotten(memory: Memory) -> Memory:
    """Forget every verdict; runs in progress go on."""
    underway = {run_id: replace(run, aside={}, found={}) for run_id, run in memory.underway.items()}
    return Memory(underway=underway)


def remembered(
    memory: Memory,
    earlier: Iterable[tuple[CaseResult, str, float, tuple[Anchor | None, ...]]],
    found: Iterable[ToolSaid] = (),
) -> Memory:
    """Add verdicts of earlier sessions, (case, run id, POSIX seconds, anchors); fresher ones stay."""
    results = {case.id: LastResult(case, run_id, at, anchors) for case, run_id, at, anchors in earlier}
    said = {one.result.name: one for one in found}
    return replace(memory, results={**results, **memory.results}, found={**said, **memory.found})


def coverage(selection: Selection) -> Callable[[TestId], bool]:
    """Make the test whether a selection runs a given case or function."""
    whole = tuple(part for part in selection.parts if isinstance(part, WholeSuite))
    ids = {chosen.id for part in selection.parts if isinstance(part, ChosenTests) for chosen in part.tests}

    def covers(test: TestId) -> bool:
        file = file_of(test)
        return any(_runs(part, file) for part in whole) or not ids.isdisjoint(_enclosing(test))

    return covers


def _enclosing(test: TestId) -> Iterator[TestId]:
    """Give the ids that contain a test: itself, its function, its classes, its file."""
    yield test
    inner = function_id(test)
    yield inner
    while "::" in inner:
        inner = TestId(inner.rpartition("::")[0])
        yield inner


def _loads(selection: Selection, file: WorkspacePath, runner: Runner) -> bool:
    """Tell whether a run loads a file that a tool could not load: then it will say so again, if it still is broken.

    Steps, hooks and configurations of Behave and Playwright are loaded whichever of their tests run.
    """
    if is_loaded_beside(file, runner):
        return any(part.runner == runner for part in selection.parts)
    return _covers_file(selection, file)


def _covers_file(selection: Selection, file: WorkspacePath) -> bool:
    for part in selection.parts:
        if isinstance(part, WholeSuite):
            if _runs(part, file) or (
                part.runner == "pytest" and any(loads(path, file) for path in part.paths)
            ):
                return True
        elif any(loads(file_of(chosen.id), file) for chosen in part.tests):
            return True
    return False


def _runs(part: WholeSuite, file: WorkspacePath) -> bool:
    return runner_of(TestId(file)) == part.runner and any(_below(file, path) for path in part.paths)


def _below(file: WorkspacePath, path: WorkspacePath) -> bool:
    return path in {"", file} or file.startswith(f"{path}/")


def _named(selection: Selection) -> frozenset[TestId]:
    return frozenset(
        function_id(chosen.id)
        for part in selection.parts
        if isinstance(part, ChosenTests)
        for chosen in part.tests
        if inside_of(chosen.id)
    )


def _with_run(memory: Memory, run_id: str, run: Underway) -> Memory:
    return replace(memory, underway={**memory.underway, run_id: run})
