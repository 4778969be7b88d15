"""From the tests that could load a changed file to those that executed what changed in it, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qaagent_lsp.linking.concerned import Concerned
from qaagent_lsp.model.change import FileChange
from qaagent_lsp.model.scope import Chosen
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of, function_id, inside_of


def narrowed(
    found: Iterable[Chosen], change: FileChange, snapshot: Snapshot, concerned: Concerned
) -> Iterator[Chosen]:
    """Leave out of the tests ``found`` for a Python file those that are known not to have executed what changed.

    Only where nothing but bodies of functions changed; a test of which that is not known stays. Tests that executed it
    are added, wherever they are.
    """
    changed = concerned.changed_units(change.file) if change.what == "edited" else None
    ran = concerned.who_ran(change.file, changed)
    reasons = {test: _reason(change, key, concerned) for test, key in ran.items()}
    told: set[TestId] = set()
    for one in found:
        if changed is None:
            told.add(one.id)
            yield one
            continue
        for test in _singled(one, snapshot, concerned):
            function = function_id(test.id)
            if function in reasons and inside_of(test.id):
                told.add(test.id)
                yield Chosen(test.id, reasons[function], "observed")
            elif not inside_of(test.id) or not concerned.speaks_of(function, change.file):
                told.add(test.id)
                yield test
    for test_id, why in reasons.items():
        if (
            test_id not in told
            and TestId(file_of(test_id)) not in told
            and _stands(test_id, snapshot, concerned)
        ):
            yield Chosen(test_id, why, "observed")


def _singled(one: Chosen, snapshot: Snapshot, concerned: Concerned) -> Iterable[Chosen]:
    """Give the tests of a whole file one by one, where all are known; else what it is."""
    if inside_of(one.id):
        return (one,)
    file = WorkspacePath(one.id)
    known = concerned.tests_of(file)
    if known is None:
        return (one,)
    written = [test.id for test in snapshot.tests_by_file.get(file, ())]
    return [Chosen(test, one.why, one.how) for test in dict.fromkeys((*written, *sorted(known)))]


def _stands(test: TestId, snapshot: Snapshot, concerned: Concerned) -> bool:
    """Tell whether a test that once ran is still there."""
    return test in snapshot.tests or test in (concerned.tests_of(file_of(test)) or ())


def _reason(change: FileChange, key: str, concerned: Concerned) -> str:
    name = f"{module_of(change.file)}.{key.partition('#')[0]}"
    now = concerned.now(change.file)
    unit = now.units.functions.get(key) if now is not None and now.units is not None else None
    if change.what != "edited" or unit is None or concerned.changed_units(change.file) is None:
        return f"ran {name}, and {change.file} changed"
    lines = [hunk.line for hunk in change.hunks if unit.line <= hunk.end_line and hunk.line <= unit.end_line]
    return f"ran {name}, which changed in {change.file}:{max(min(lines, default=unit.head), unit.head)}"


def module_of(file: WorkspacePath) -> str:
    """Name a file as a module: ``app/pets.py`` is ``app.pets``."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
