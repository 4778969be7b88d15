"""What a run holds besides tests: tools, findings, coverage, risks, recommendations, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from qaagent_lsp.model.evidence import Evidence, QualityFinding, StoredFile, ToolEntry
from qaagent_lsp.reporting.details import href_of
from qaagent_lsp.reporting.markup import Marked, el, joined
from qaagent_lsp.reporting.parts import Part, code, folded, link, section, severity_order, table
from qaagent_lsp.reporting.words import amount

_MOST = 500


def besides(evidence: Evidence, base: str) -> Iterator[Part]:
    """Give the sections that there is evidence for."""
    told = {suite.runner for suite in evidence.run.suites} | {tool.name for tool in evidence.run.tools}
    tools = [tool for tool in evidence.tools if tool.name.partition(" ")[0] not in told]
    if tools:
        yield "others", "Other tools", section("others", "Other tools", _tools(tools))
    # What our inline tools found, and the risks of routes, stand with them; the same is in the original's files.
    quality = [finding for finding in evidence.quality if finding.tool not in told]
    if quality:
        yield "findings", "Findings", _quality(quality)
    if evidence.coverage:
        yield "coverage", "Coverage", _coverage(evidence)
    if (evidence.risks and not evidence.run.risks) or evidence.recommendations:
        yield "risks", "Risks", _risks(evidence)
    if evidence.files:
        yield "files", "Files", _files(evidence.files, evidence.files_count, base)


def _tools(tools: Sequence[ToolEntry]) -> Marked:
    heads = ("Tool", "Version", "Ran", "#Exit code", "What went wrong")
    rows = [
        (
            tool.name,
            tool.version or "not known",
            "yes" if tool.executed else "no",
            "none" if tool.exit_code is None else str(tool.exit_code),
            tool.error,
        )
        for tool in tools
    ]
    return table("Tools that took part", heads, rows)


def _quality(findings: Sequence[QualityFinding]) -> Marked:
    counted = Counter(finding.severity for finding in findings)
    note = ", ".join(f"{counted[name]:,} {name}" for name in sorted(counted, key=severity_order))
    ordered = sorted(findings, key=lambda finding: severity_order(finding.severity))
    rows = [
        (
            f"{finding.file}:{finding.line}" if finding.line else finding.file or "—",
            el("span", {"class": f"severity {finding.severity}"}, finding.severity),
            finding.tool,
            code(finding.code) if finding.code else "",
            finding.message,
        )
        for finding in ordered[:_MOST]
    ]
    shown = table("Findings", ("Place", "Severity", "Tool", "Rule", "What was found"), rows, "findings")
    return section("findings", "Findings", shown, _left(len(ordered), "finding"), note=note)


def _coverage(evidence: Evidence) -> Marked:
    overall = next((one for one in evidence.coverage if one.component == "__overall__"), None)
    files = sorted(
        (one for one in evidence.coverage if one.component != "__overall__"), key=lambda one: one.value
    )
    rows = [
        (code(one.component), f"{one.value:.1%}", _known(one.covered), _known(one.total))
        for one in files[:_MOST]
    ]
    shown = (
        table("Coverage, the least first", ("File", "#Covered", "#Lines run", "#Lines"), rows)
        if rows
        else None
    )
    note = f"{overall.value:.1%} of all lines" if overall else ""
    return section("coverage", "Coverage", shown, _left(len(files), "file"), note=note)


def _known(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _risks(evidence: Evidence) -> Marked:
    risks = sorted(evidence.risks, key=lambda risk: -risk.score)
    rows = [
        (
            code(risk.component),
            risk.band,
            f"{risk.score:.0f}",
            joined(el("strong", {}, risk.title), f" {risk.description}"),
        )
        for risk in risks[:_MOST]
    ]
    advice = [
        el(
            "li",
            {},
            el("strong", {}, f"{one.priority}: {one.summary}"),
            " ",
            one.details,
            " ",
            code(one.component),
        )
        for one in evidence.recommendations[:_MOST]
    ]
    return section(
        "risks",
        "Risks",
        table("Risks, the greatest first", ("Component", "Band", "#Score", "Why"), rows) if rows else None,
        joined(el("h3", {}, "Recommendations"), el("ul", {"class": "notes"}, *advice)) if advice else None,
        note=amount(len(risks), "risk"),
    )


def _files(files: Sequence[StoredFile], number: int, base: str) -> Marked:
    items = [
        el(
            "li",
            {},
            link(file.path, href_of(file.path, base)),
            " ",
            el("span", {"class": "note"}, _size(file.size)),
        )
        for file in files
    ]
    rest = number - len(files)
    more = el("p", {"class": "note"}, f"… and {rest:,} more in the folder of the run") if rest else None
    return section(
        "files",
        "Files",
        folded(f"{number:,} files that the run left", el("ul", {"class": "files"}, *items), more),
    )


def _size(number: int) -> str:
    if number < 1000:
        return f"{number} B"
    return f"{number / 1000:.0f} kB" if number < 1_000_000 else f"{number / 1_000_000:.1f} MB"


def _left(number: int, noun: str) -> Marked | None:
    left = number - _MOST
    return (
        el("p", {"class": "note"}, f"… and {amount(left, noun)} more in the evidence") if left > 0 else None
    )
