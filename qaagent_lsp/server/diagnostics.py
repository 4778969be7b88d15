"""Findings → diagnostics (LSP 3.17 ``Diagnostic``), with what actions and clients need in ``data``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from qaagent_lsp.editor.finding import Finding, FindingData, Levels, Severity
from qaagent_lsp.editor.findings import findings
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.server.client import ClientSupport
from qaagent_lsp.server.convert import Encoding, to_range
from qaagent_lsp.server.documents import Document, Documents, Lines
from qaagent_lsp.server.folders import Folder
from qaagent_lsp.server.present import file_uri

SOURCE = "qaagent"

_SEVERITIES: Mapping[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The diagnostics of one file, and what they were made of: they are the same while that is.

    ``texts`` are those that columns were measured in: a buffer, or the digest of a file on disk.
    """

    findings: Sequence[Finding]
    texts: Sequence[Document | str]
    diagnostics: Sequence[types.Diagnostic]


async def diagnostics_of(
    folder: Folder, documents: Documents, support: ClientSupport, before: Mapping[WorkspacePath, Drawn]
) -> Mapping[WorkspacePath, Drawn]:
    """Return all diagnostics of a folder by file; those ``before`` that still hold are used again.

    Files without any are absent.
    """
    found = await _findings(folder)
    texts = {file: _texts(folder, documents, file, ones) for file, ones in found.items()}
    kept = {
        file: known
        for file, ones in found.items()
        if (known := before.get(file)) is not None and known.texts == texts[file] and known.findings == ones
        if "" not in known.texts
    }
    anew = {file: ones for file, ones in found.items() if file not in kept}
    writer = await _writer(folder, documents, support, anew)
    drawn = {
        file: Drawn(ones, texts[file], [writer.diagnostic(file, one) for one in ones])
        for file, ones in anew.items()
    }
    return kept | drawn


async def diagnostics_in(
    folder: Folder, documents: Documents, support: ClientSupport, file: WorkspacePath
) -> Sequence[tuple[Finding, types.Diagnostic]]:
    """Return the findings of one file, each with its diagnostic."""
    ones = (await _findings(folder)).get(file, ())
    writer = await _writer(folder, documents, support, {file: ones})
    return [(one, writer.diagnostic(file, one)) for one in ones]


def _texts(
    folder: Folder, documents: Documents, file: WorkspacePath, ones: Sequence[Finding]
) -> Sequence[Document | str]:
    """Tell in which texts findings are measured; ``""`` for a file of which nothing is known."""
    digests = folder.session.snapshot.file_digests
    files = dict.fromkeys([file, *(place.at.file for one in ones for place in one.related)])
    return tuple(documents.get(folder.absolute(one)) or digests.get(one, "") for one in files)


async def _findings(folder: Folder) -> Mapping[WorkspacePath, Sequence[Finding]]:
    settings = folder.session.settings
    levels = Levels(
        tests=settings.test_diagnostics,
        routes=settings.route_diagnostics,
        untested=settings.untested_routes,
        hidden=settings.hidden_routes,
        unknown=settings.unknown_routes,
        openapi=settings.openapi_diagnostics,
        drift=settings.contract_drift,
        unexercised=settings.unexercised_responses,
        tools=settings.tool_findings,
    )
    return await asyncio.to_thread(findings, folder.session.snapshot, levels)


async def _writer(
    folder: Folder,
    documents: Documents,
    support: ClientSupport,
    found: Mapping[WorkspacePath, Sequence[Finding]],
) -> _Writer:
    files = set(found) | {r.at.file for fs in found.values() for f in fs for r in f.related}
    texts = await documents.lines_of(folder.absolute(file) for file in files)
    return _Writer(folder, documents, support, texts)


def _marked(lines: Lines, finding: Finding) -> Span:
    """Tell what is underlined: of a definition over several lines the first, for editors draw through indentation."""
    span = finding.span
    if not finding.is_of_definition or span.end_line == span.line or not span.line <= len(lines):
        return span
    return Span(span.line, span.column, span.line, len(lines[span.line - 1].rstrip()) + 1)


class _Writer:
    """Writes one folder's findings with the texts that their columns are measured in."""

    def __init__(
        self, folder: Folder, documents: Documents, support: ClientSupport, texts: Mapping[Path, Lines]
    ) -> None:
        self._folder = folder
        self._documents = documents
        self._support = support
        self._texts = texts

    def diagnostic(self, file: WorkspacePath, finding: Finding) -> types.Diagnostic:
        """Write one finding."""
        related = [
            types.DiagnosticRelatedInformation(
                location=types.Location(
                    uri=file_uri(self._folder, self._documents, place.at.file),
                    range=to_range(self._lines(place.at.file), place.at.span, self._encoding),
                ),
                message=place.message,
            )
            for place in finding.related
        ]
        return types.Diagnostic(
            range=to_range(self._lines(file), _marked(self._lines(file), finding), self._encoding),
            message=finding.message,
            severity=_SEVERITIES[finding.severity],
            code=finding.code,
            source=SOURCE,
            related_information=related if related and self._support.related_information else None,
            data=self._data(finding.data),
        )

    @property
    def _encoding(self) -> Encoding:
        return self._support.encoding

    def _lines(self, file: WorkspacePath) -> Lines:
        return self._texts[self._folder.absolute(file)]

    def _data(self, data: FindingData) -> dict[str, object]:
        route = None
        if data.route is not None:
            route = {"method": data.route.method, "path": data.route.path}
            if data.route_file is not None:
                route["uri"] = file_uri(self._folder, self._documents, data.route_file)
        return {"runId": data.run_id, "testId": data.test_id, "route": route}
