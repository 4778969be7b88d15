"""Small hand-made traces: which case executed which functions of which texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qaagent_lsp.discovery.units import units_of
from qaagent_lsp.linking.executed import CHILD, UNKNOWN, Executed, ExecutedUnit, Seen, merge_executed
from qaagent_lsp.model.source import WorkspacePath, digest_of
from qaagent_lsp.model.test import TestId, function_id
from qaagent_lsp.model.trace import CHILD_PROCESS, ExecutedFunction, Trace

APP, TEST = WorkspacePath("app.py"), WorkspacePath("test_app.py")
TEXT = "LIMIT = 1\n\n\ndef price():\n    return LIMIT\n\n\ndef cost():\n    return 2\n"
TESTS = "def test_price():\n    price()\n\n\ndef test_cost():\n    cost()\n"
PRICE, COST = TestId("test_app.py::test_price"), TestId("test_app.py::test_cost")


def run(
    before: Executed,
    cases: Mapping[TestId, Iterable[str]],
    *,
    texts: Mapping[WorkspacePath, str] | None = None,
    shared: Mapping[str, Iterable[str]] | None = None,
    whole: Iterable[TestId] = (),
    blind: Iterable[TestId] = (),
    digest: str = "d",
) -> Executed:
    """Lay a run over what was known: functions are ``app.py:price``, ``child``, or ``app.py:?`` in a text unknown."""
    texts = {APP: TEXT, TEST: TESTS, **(texts or {})}
    names = [
        "child",
        *dict.fromkeys(name for each in (*cases.values(), *(shared or {}).values()) for name in each),
    ]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    units = {file: units_of(text) for file, text in texts.items()}

    def unit(name: str) -> ExecutedUnit:
        file, _, key = name.partition(":")
        found = units.get(WorkspacePath(file))
        if name == "child":
            return CHILD
        return ExecutedUnit(
            WorkspacePath(file), key, found.functions[key].digest if found and key != "?" else UNKNOWN
        )

    trace = Trace(
        (
            CHILD_PROCESS,
            *(ExecutedFunction(WorkspacePath(name), name, 1) for name in numbers if name != "child"),
        ),
        {case: frozenset(numbers[name] for name in ran) for case, ran in cases.items()},
        {
            WorkspacePath(file): frozenset(numbers[name] for name in ran)
            for file, ran in (shared or {}).items()
        },
        {TEST: frozenset(whole)} if whole else {},
    )
    loaded = {file: (digest_of(text), found.rest) for file, text in texts.items() if (found := units[file])}
    digests = {function_id(case): digest for case in cases}
    return merge_executed(before, Seen(trace, tuple(map(unit, numbers)), loaded, frozenset(blind), digests))
