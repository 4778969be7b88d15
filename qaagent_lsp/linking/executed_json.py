"""What tests were seen to execute, as JSON text and back: names of files stand once, everything else is numbers."""

from __future__ import annotations

import json

from qaagent_lsp.linking.executed import Executed, ExecutedCase, ExecutedUnit, FileText, WholeFile
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId

_VERSION = 1


def executed_to_json(executed: Executed) -> str:
    """Write as JSON text."""
    files: dict[WorkspacePath, int] = {}

    def number(file: WorkspacePath) -> int:
        return files.setdefault(file, len(files))

    texts = [
        [number(file), *([text.clock, text.content, text.rest] for text in known)]
        for file, known in executed.files.items()
    ]
    units = [[number(unit.file), unit.key, unit.digest] for unit in executed.units]
    cases = {test: [case.clock, case.digest, case.own, case.shared] for test, case in executed.cases.items()}
    wholes = [
        [number(file), whole.clock, whole.shared, list(whole.tests)]
        for file, whole in executed.wholes.items()
    ]
    value = {
        "version": _VERSION,
        "clock": executed.clock,
        "names": list(files),
        "texts": texts,
        "units": units,
        "sets": executed.sets,
        "cases": cases,
        "wholes": wholes,
    }
    return json.dumps(value, separators=(",", ":"))


def executed_from_json(text: str) -> Executed:
    """Read back what ``executed_to_json`` wrote. Of a corrupt or older file nothing is known."""
    try:
        data = json.loads(text)
        if data["version"] != _VERSION:
            return Executed()
        names = [WorkspacePath(name) for name in data["names"]]
        executed = Executed(
            int(data["clock"]),
            {
                names[number]: tuple(
                    FileText(int(clock), str(content), str(rest)) for clock, content, rest in known
                )
                for number, *known in data["texts"]
            },
            tuple(
                ExecutedUnit(names[number], str(key), str(digest)) for number, key, digest in data["units"]
            ),
            tuple(tuple(members) for members in data["sets"]),
            {
                TestId(test): ExecutedCase(int(clock), str(digest), int(own), int(shared))
                for test, (clock, digest, own, shared) in data["cases"].items()
            },
            {
                names[number]: WholeFile(int(clock), int(shared), tuple(map(TestId, tests)))
                for number, clock, shared, tests in data["wholes"]
            },
        )
        return executed if _holds_together(executed) else Executed()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return Executed()


def _holds_together(executed: Executed) -> bool:
    """Tell whether every number points to something."""
    units, sets = range(len(executed.units)), range(len(executed.sets))
    numbers = {case.own for case in executed.cases.values()}
    numbers |= {case.shared for case in executed.cases.values()}
    numbers |= {whole.shared for whole in executed.wholes.values()}
    return all(unit in units for one in executed.sets for unit in one) and all(n in sets for n in numbers)
