"""Plans a further start of a suite, for some of its cases, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.scope import Chosen, ChosenTests
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runs.engine import Again
from qaagent_lsp.store.layout import ATTEMPT

Plan = Callable[[ChosenTests, Callable[[str], str]], Sequence[Invocation]]
"""Plans chosen tests; the second argument gives the folder that a suite's evidence goes to."""


def again_by(plan: Plan, artifacts_dir: Callable[[str], str]) -> Again:
    """Make the function that starts a suite once more for cases of it."""

    def again(first: Invocation, ids: Sequence[TestId], attempt: int) -> Invocation:
        def folder(suite: str) -> str:
            return f"{artifacts_dir(suite)}/{ATTEMPT}{attempt}"

        part = ChosenTests(first.runner, tuple(Chosen(test, f"start {attempt} of the suite") for test in ids))
        planned = (one for one in plan(part, folder) if (one.suite, one.cwd) == (first.suite, first.cwd))
        further = next(planned, None)
        if further is None or further.chosen != tuple(ids):
            further = _moved(first, ids, folder(first.suite))
        return replace(
            further,
            junit=first.junit,
            from_memory=first.from_memory,
            limits=first.limits,
            resources=first.resources,
            attempt=attempt,
        )

    return again


def _moved(first: Invocation, ids: Sequence[TestId], folder: str) -> Invocation:
    """Call the tool as before, with another selection: where planning anew would divide the tests otherwise."""
    places = {"QAAGENT_EVENTS": f"{folder}/events.jsonl", "QAAGENT_SELECTION": f"{folder}/selection.jsonl"}
    return replace(
        first,
        env=tuple({**dict(first.env), **places}.items()),
        events=places["QAAGENT_EVENTS"],
        output=f"{folder}/output.log",
        selection=places["QAAGENT_SELECTION"],
        chosen=tuple(ids),
    )
