"""What came of a file of tests that was written: the same words where it ran alone and where it ran among others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.result import CaseResult

MOST_SAID = 3
"""Red tests that a message names."""


def judged(authored: Authored, cases: Sequence[CaseResult], *, trouble: str = "") -> Authored:
    """Return the file with its outcome and a message.

    ``cases`` are those of the file. ``trouble`` is what else went wrong where it ran, ``""`` for nothing: a file with
    it is never better than ``error``.
    """
    red = [case for case in cases if case.outcome in {"failed", "error"}]
    if red:
        broken = trouble or any(case.outcome == "error" for case in red)
        return replace(authored, outcome="error" if broken else "failed", message=_red_words(red, len(cases)))
    if trouble:
        return replace(authored, outcome="error", message=trouble)
    if not cases:
        return replace(
            authored, outcome="not-run", message=authored.message or "no suite of this run collected it"
        )
    passed = sum(case.outcome == "passed" for case in cases)
    if not passed:
        return replace(authored, outcome="skipped", message=f"{len(cases)} skipped")
    skipped = f", {len(cases) - passed} skipped" if passed < len(cases) else ""
    return replace(authored, outcome="passed", message=f"{passed} passed{skipped}")


def _red_words(red: Sequence[CaseResult], total: int) -> str:
    said = "; ".join(
        f"{case.name}: {(case.message.strip().splitlines() or [''])[0]}" for case in red[:MOST_SAID]
    )
    more = f"; and {len(red) - MOST_SAID} more" if len(red) > MOST_SAID else ""
    return f"{len(red)} of {total} did not pass: {said}{more}"
