"""What tests were seen to execute, and the texts of that time. Kept across restarts; values only.

Texts are known by digests: of a whole file, of its rest and of the body of each function (``discovery.units``). A clock
counts the states of the workspace that tests ran in, so that of every test it is known which texts were loaded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of, function_id
from qaagent_lsp.model.trace import Trace

UNKNOWN = ""
"""Digest of a text that nobody knows, because it was written while the tests ran. Equal to none, itself included."""


@dataclass(frozen=True, slots=True)
class ExecutedUnit:
    """The body of a function as it was executed; without ``file`` a child process, in which nothing is seen."""

    file: WorkspacePath
    key: str
    digest: str


CHILD = ExecutedUnit(WorkspacePath(""), "", UNKNOWN)


@dataclass(frozen=True, slots=True)
class FileText:
    """A file as it was loaded from ``clock`` on: digests of all of it and of what is in no function's body."""

    clock: int
    content: str
    rest: str


@dataclass(frozen=True, slots=True)
class ExecutedCase:
    """What one case executed: numbers of sets, its own and what it shares with others. ``digest`` is its test's."""

    clock: int
    digest: str
    own: int
    shared: int


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A test file of which every test was collected, and the shared set of that time."""

    clock: int
    shared: int
    tests: tuple[TestId, ...]


@dataclass(frozen=True, slots=True)
class Executed:
    """All that was seen in a workspace folder. ``sets`` hold numbers of ``units``; set 0 is empty."""

    clock: int = 0
    files: Mapping[WorkspacePath, tuple[FileText, ...]] = field(default_factory=dict)
    units: tuple[ExecutedUnit, ...] = ()
    sets: tuple[tuple[int, ...], ...] = ((),)
    cases: Mapping[TestId, ExecutedCase] = field(default_factory=dict)
    wholes: Mapping[WorkspacePath, WholeFile] = field(default_factory=dict)

    def text_at(self, file: WorkspacePath, clock: int) -> FileText | None:
        """Give the text of a file that tests of that time had loaded; None when none had."""
        return next((text for text in reversed(self.files.get(file, ())) if text.clock <= clock), None)


@dataclass(frozen=True, slots=True)
class Seen:
    """A trace in terms of texts.

    ``units`` runs parallel to the trace's functions; None where code belongs to the rest of its file. ``texts`` are the
    files that were loaded, by the digests of all and of the rest. ``blind`` are cases that did more than was seen, and
    ``digests`` those of the test functions.
    """

    trace: Trace
    units: tuple[ExecutedUnit | None, ...]
    texts: Mapping[WorkspacePath, tuple[str, str]]
    blind: frozenset[TestId]
    digests: Mapping[TestId, str]


def merge_executed(before: Executed, seen: Seen, earlier: Collection[TestId] = frozenset()) -> Executed:
    """Lay what a process has shown over what was known. A case that ran replaces what was known of it.

    ``earlier`` are cases that other processes of the same run have shown: several share the tests of a file.
    """
    clock, files = _with_texts(before, seen.texts)
    units = {unit: number for number, unit in enumerate(before.units)}
    sets = {members: number for number, members in enumerate(before.sets)}

    def numbered(functions: Iterable[int], *, blind: bool = False) -> int:
        of_trace = [seen.units[number] for number in sorted(functions)]
        found = [unit for unit in (*of_trace, CHILD if blind else None) if unit is not None]
        members = tuple(sorted({units.setdefault(unit, len(units)) for unit in found}))
        return sets.setdefault(members, len(sets))

    everywhere = seen.trace.shared.get(WorkspacePath(""), frozenset())
    of_file: dict[WorkspacePath, int] = {}

    def shared(file: WorkspacePath) -> int:
        if file not in of_file:
            of_file[file] = numbered(everywhere | seen.trace.shared.get(file, frozenset()))
        return of_file[file]

    whole = seen.trace.whole
    cases = {
        case: known
        for case, known in before.cases.items()
        if case in earlier or function_id(case) not in whole.get(file_of(case), ())
    }
    for case, functions in seen.trace.cases.items():
        digest = seen.digests.get(function_id(case), UNKNOWN)
        own = numbered(functions, blind=case in seen.blind)
        cases[case] = ExecutedCase(clock, digest, own, shared(file_of(case)))
    wholes = {
        **before.wholes,
        **{
            file: WholeFile(clock, shared(file), tuple(sorted(tests)))
            for file, tests in seen.trace.whole.items()
        },
    }
    return _compact(Executed(clock, files, tuple(units), tuple(sets), cases, wholes))


def who_executed(
    executed: Executed,
    file: WorkspacePath,
    keys: Collection[str] | None,
    tests: Collection[TestId] | None = None,
) -> Mapping[TestId, str]:
    """Give the test functions that executed any of these functions of a file (None: any at all), each with one of them.

    With ``tests`` only those, and those of files whose tests are all known.
    """
    units = {
        number: unit.key
        for number, unit in enumerate(executed.units)
        if unit.file == file and (keys is None or unit.key in keys)
    }
    in_set = {
        number: min(found, key=units.__getitem__)
        for number, members in enumerate(executed.sets)
        if (found := units.keys() & set(members))
    }
    ran: dict[TestId, str] = {}
    for case_id, case in executed.cases.items():
        unit = in_set.get(case.own, in_set.get(case.shared))
        if unit is not None:
            ran.setdefault(function_id(case_id), units[unit])
    if tests is None:
        return ran
    whole = {test for known in executed.wholes.values() for test in known.tests}
    return {test: key for test, key in ran.items() if test in tests or test in whole}


def _with_texts(
    before: Executed, texts: Mapping[WorkspacePath, tuple[str, str]]
) -> tuple[int, Mapping[WorkspacePath, tuple[FileText, ...]]]:
    """Move the clock on if a file is another one than it was."""
    changed = {
        file: text
        for file, text in texts.items()
        if not (known := before.files.get(file)) or (known[-1].content, known[-1].rest) != text
    }
    if not changed:
        return before.clock, before.files
    clock = before.clock + 1
    added = {
        file: (*before.files.get(file, ()), FileText(clock, content, rest))
        for file, (content, rest) in changed.items()
    }
    return clock, {**before.files, **added}


def _compact(executed: Executed) -> Executed:
    """Drop texts, sets and units that nothing points to any more, once they are most of what is kept."""
    used = {0}
    for case in executed.cases.values():
        used.update((case.own, case.shared))
    used.update(whole.shared for whole in executed.wholes.values())
    if len(executed.sets) <= 2 * len(used) + 100:
        return executed
    kept = sorted(used)
    new_set = {old: new for new, old in enumerate(kept)}
    members = [executed.sets[old] for old in kept]
    units = sorted({unit for one in members for unit in one})
    new_unit = {old: new for new, old in enumerate(units)}
    moments = [case.clock for case in executed.cases.values()]
    moments += [whole.clock for whole in executed.wholes.values()]
    oldest = min(moments, default=executed.clock)
    return Executed(
        executed.clock,
        {file: _since(texts, oldest) for file, texts in executed.files.items()},
        tuple(executed.units[unit] for unit in units),
        tuple(tuple(new_unit[unit] for unit in one) for one in members),
        {
            test: ExecutedCase(case.clock, case.digest, new_set[case.own], new_set[case.shared])
            for test, case in executed.cases.items()
        },
        {
            file: WholeFile(whole.clock, new_set[whole.shared], whole.tests)
            for file, whole in executed.wholes.items()
        },
    )


def _since(texts: tuple[FileText, ...], oldest: int) -> tuple[FileText, ...]:
    first = max((number for number, text in enumerate(texts) if text.clock <= oldest), default=0)
    return texts[first:]
