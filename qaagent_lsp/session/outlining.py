"""Which functions stand where in the files that failures point into, so that markers can move with their function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qaagent_lsp.discovery.gherkin.features import gherkin_tests
from qaagent_lsp.discovery.outline import outline_of
from qaagent_lsp.discovery.playwright.specs import playwright_facts
from qaagent_lsp.editor.anchors import anchor_at, anchor_of
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.snapshot import Anchor, FunctionSpan
from qaagent_lsp.model.source import Source, WorkspacePath
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.session.knowing import dialect_of
from qaagent_lsp.session.reading import read_text, source_of


@dataclass(frozen=True, slots=True)
class Outlines:
    """Functions and text digests of some files at one moment, and when the disk's text was written (POSIX seconds)."""

    functions: Mapping[WorkspacePath, tuple[FunctionSpan, ...]] = field(default_factory=dict)
    digests: Mapping[WorkspacePath, str] = field(default_factory=dict)
    written: Mapping[WorkspacePath, float] = field(default_factory=dict)

    def as_of(self, at: float) -> Outlines:
        """Keep the files not written after ``at`` (POSIX seconds): of the others, nobody knows the text then."""
        kept = {
            file: functions for file, functions in self.functions.items() if self.written.get(file, 0.0) <= at
        }
        return Outlines(kept, {file: self.digests[file] for file in kept}, self.written)

    def joined(self, other: Outlines) -> Outlines:
        """Take the other's word for the files that it knows."""
        return Outlines(
            {**self.functions, **other.functions},
            {**self.digests, **other.digests},
            {**self.written, **other.written},
        )


def outlines_of(
    folder: Path, files: Iterable[WorkspacePath], buffers: Mapping[WorkspacePath, str]
) -> Outlines:
    """Outline files, editor buffers before the disk. A file that is gone has no functions. Blocks on the disk."""
    functions: dict[WorkspacePath, tuple[FunctionSpan, ...]] = {}
    digests: dict[WorkspacePath, str] = {}
    written: dict[WorkspacePath, float] = {}
    for file in files:
        path = folder / file
        text = buffers.get(file)
        source = source_of(file, read_text(path) or "" if text is None else text)
        written[file] = path.stat().st_mtime if path.exists() else 0.0
        functions[file] = _functions_of(source)
        digests[file] = source.digest
    return Outlines(functions, digests, written)


def _functions_of(source: Source) -> tuple[FunctionSpan, ...]:
    """Outline a file: the functions of Python, elsewhere the tests that stand in it."""
    match dialect_of(source.file):
        case "gherkin":
            tests = gherkin_tests(source).tests
        case "playwright":
            tests = playwright_facts(source).tests
        case _:
            return outline_of(source) if source.file.endswith((".py", ".pyi")) else ()
    return tuple(FunctionSpan(test.name, test.span, test.digest) for test in tests)


def failing_files(cases: Iterable[CaseResult]) -> frozenset[WorkspacePath]:
    """Name the files that the failures of these cases point into."""
    return frozenset(
        failure.location.file for case in cases for failure in case.failures if failure.location is not None
    )


def anchored(case: CaseResult, outlines: Outlines) -> tuple[Anchor | None, ...]:
    """Anchor every failure of a case in the text that was run."""
    return tuple(
        None
        if failure.location is None
        else anchor_of(
            failure,
            outlines.functions.get(failure.location.file, ()),
            outlines.digests.get(failure.location.file, ""),
        )
        for failure in case.failures
    )


def files_found(results: Iterable[ToolResult]) -> frozenset[WorkspacePath]:
    """Name the files that the findings of inline tools stand in."""
    return frozenset(
        finding.at.file for result in results for finding in result.findings if finding.at is not None
    )


def anchored_findings(result: ToolResult, outlines: Outlines) -> tuple[Anchor | None, ...]:
    """Anchor every finding of a tool in the text that it looked at."""
    return tuple(
        None
        if finding.at is None
        else anchor_at(
            finding.at,
            outlines.functions.get(finding.at.file, ()),
            outlines.digests.get(finding.at.file, ""),
        )
        for finding in result.findings
    )


def anchored_then(
    kept: Sequence[tuple[CaseResult, str, float]], outlines: Outlines
) -> Sequence[tuple[CaseResult, str, float, tuple[Anchor | None, ...]]]:
    """Anchor the failures among thousands of cases in files that are as they were then. Takes its time."""
    return [
        (case, run_id, at, anchored(case, outlines.as_of(at)) if case.failures else ())
        for case, run_id, at in kept
    ]
