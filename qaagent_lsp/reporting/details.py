"""What is shown of one case when it is opened: failures, tries, output, requests, files. Within a budget."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.result import CaseResult, Failure, Frame
from qaagent_lsp.reporting.health import diagnosis_of, is_bad
from qaagent_lsp.reporting.rows import Json, links_of
from qaagent_lsp.reporting.words import printable

_ABSOLUTE = re.compile(r"/|[A-Za-z]:[\\/]|\\\\")


@dataclass(frozen=True, slots=True)
class Limits:
    """Characters of failure texts and output that a page holds: of one text, and of all of them."""

    text: int = 60_000
    everything: int = 24_000_000


class Budget:
    """Counts what is left."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.everything

    def cut(self, text: str) -> str:
        """Return the text, or its first and last part with a word on what is left out."""
        text = printable(text)
        most = min(self._limits.text, self._left)
        self._left -= min(len(text), most)
        if len(text) <= most:
            return text
        half = most // 2
        gap = (
            f"\n… {len(text) - 2 * half:,} characters are left out here; they are in evidence/tests.jsonl …\n"
        )
        return text[:half] + gap + (text[-half:] if half else "")


def details_of(evidence: Evidence, routes: Sequence[str], base: str, limits: Limits = Limits()) -> Json:
    """Return what there is to tell of cases beyond their rows, by position.

    Red cases have the first word on the budget, then flaky ones. ``base`` leads from the page to the run's folder.
    """
    budget = Budget(limits)
    numbers = {route: number for number, route in enumerate(routes)}
    cases = evidence.run.cases
    in_order = sorted(range(len(cases)), key=lambda n: 0 if is_bad(cases[n]) else 1 if cases[n].flaky else 2)
    found = {n: _detail(evidence, cases[n], budget, numbers, base) for n in in_order}
    return {str(n): found[n] for n in sorted(found) if found[n]}


def href_of(path: str, base: str) -> str:
    """Return the address of a file that a run left; one outside of the run's folder is named as the file it is."""
    if _ABSOLUTE.match(path):
        return f"file:///{_quoted(path.replace(chr(92), '/').lstrip('/'))}"
    return base + _quoted(path)


def _quoted(path: str) -> str:
    """Write a path for an address, byte by byte where its name is no UTF-8 (PEP 383)."""
    try:
        return quote(path, safe="/", errors="surrogateescape")
    except UnicodeEncodeError:
        return quote(path, safe="/", errors="replace")  # no file of this machine has that name


def is_image(artifact: Artifact) -> bool:
    """Tell whether a browser shows it."""
    return artifact.content_type.startswith("image/") or artifact.path.lower().endswith(
        (".png", ".jpg", ".jpeg", ".webp", ".gif")
    )


def _detail(
    evidence: Evidence, case: CaseResult, budget: Budget, numbers: Mapping[str, int], base: str
) -> Json:
    told: Json = {
        "failures": [_failure(evidence, failure, budget) for failure in case.failures],
        "tries": _tries(evidence, case, budget),
        "diagnosis": _diagnosis(evidence, case) if is_bad(case) or case.flaky else None,
        "output": budget.cut(case.output),
        "reason": printable(case.reason),
        "links": links_of(case, dict(numbers)),
        "hits": [[hit.method, hit.path, hit.status, hit.when, hit.count] for hit in case.hits],
        "files": [_file(artifact, base, evidence.images) for artifact in case.artifacts],
        "worker": case.worker,
    }
    return {key: value for key, value in told.items() if value}


def _failure(evidence: Evidence, failure: Failure, budget: Budget) -> Json:
    at = failure.location
    excerpt = evidence.excerpts.get((at.file, at.span.line)) if at else None
    told: Json = {
        "message": budget.cut(failure.message),
        "exception": failure.exception,
        "text": budget.cut(failure.text),
        "at": _place(at) if at else None,
        "frames": [_place(frame) for frame in failure.frames] if len(failure.frames) > 1 else None,
        "when": "" if failure.when == "call" else failure.when,
        "subtest": failure.subtest,
        "source": {"first": excerpt.first, "lines": [printable(line) for line in excerpt.lines]}
        if excerpt
        else None,
    }
    return {key: value for key, value in told.items() if value}


def _tries(evidence: Evidence, case: CaseResult, budget: Budget) -> list[Json]:
    """Tell the tries of a case that had several; the failures of the last are the case's own."""
    if len(case.attempts) < 2:
        return []
    last = len(case.attempts) - 1
    return [
        {
            "outcome": attempt.outcome,
            "ms": round(attempt.duration * 1000, 1),
            "failures": []
            if number == last
            else [_failure(evidence, failure, budget) for failure in attempt.failures],
        }
        for number, attempt in enumerate(case.attempts)
    ]


def _place(frame: Frame) -> list[object]:
    span = frame.span
    end = span.end_column if span.end_line == span.line else 0
    return [frame.file, span.line, span.column, end, frame.function]


def _diagnosis(evidence: Evidence, case: CaseResult) -> Json:
    found = diagnosis_of(evidence, case)
    told: Json = {
        "category": found.category,
        "confidence": round(found.confidence, 2),
        "fault": found.fault,
        "sure": round(found.fault_confidence, 2),
        "cause": printable(found.root_cause),
        "suggestion": printable(found.suggestion),
        "evidence": [printable(reason) for reason in found.evidence],
    }
    opinion = evidence.opinions.get((case.suite, case.id))
    if opinion:
        told["opinion"] = [opinion.model, printable(opinion.root_cause), printable(opinion.suggestion)]
    return told


def _file(artifact: Artifact, base: str, images: Mapping[str, str]) -> list[object]:
    """Tell of a file: its name, its address, what it is, and what the page shows of it where it holds that itself."""
    kind = "image" if is_image(artifact) else "video" if artifact.content_type.startswith("video/") else ""
    held = [images[artifact.path]] if artifact.path in images else []
    return [artifact.name, href_of(artifact.path, base), kind, *held]
