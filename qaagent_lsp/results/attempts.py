"""Several tries at one case, made by several starts of its tool, as one result."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.model.result import CaseResult

BAD = frozenset({"failed", "error"})


def joined(before: CaseResult, after: CaseResult) -> CaseResult:
    """Put a later try of a case behind its earlier ones: the last decides, and every one is kept.

    A case is ``flaky`` when it passed although an earlier try did not. Durations add up; what only earlier tries saw
    (requests of a test that now was skipped, files it left) is not lost.
    """
    attempts = (*before.attempts, *after.attempts)
    was_bad = any(attempt.outcome in BAD for attempt in attempts[:-1])
    return replace(
        after,
        attempts=attempts,
        duration=round(before.duration + after.duration, 6),
        hits=after.hits or before.hits,
        artifacts=tuple(dict.fromkeys((*before.artifacts, *after.artifacts))),
        flaky=was_bad and after.outcome == "passed",
    )
