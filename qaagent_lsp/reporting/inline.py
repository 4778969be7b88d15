"""The inline tools of a run: what each came to, measured and found; tests that were written; routes by risk."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.tool import Metric, ToolFinding, ToolResult
from qaagent_lsp.reporting.details import href_of, is_image
from qaagent_lsp.reporting.markup import Child, Marked, el, joined
from qaagent_lsp.reporting.parts import (
    Part,
    code,
    folded,
    icon,
    link,
    outcome,
    section,
    severity_order,
    table,
)
from qaagent_lsp.reporting.words import amount, duration_words

_MOST = 300
TITLES = {
    "schemathesis": "Schemathesis",
    "ui": "User interface",
    "a11y": "Accessibility",
    "lighthouse": "Lighthouse",
    "perf": "Load",
}


def inline(evidence: Evidence, base: str) -> Iterator[Part]:
    """Give the sections of what ran beside the suites."""
    run = evidence.run
    if run.tools:
        counted = Counter(tool.outcome for tool in run.tools)
        note = ", ".join(f"{number} {state}" for state, number in counted.items())
        left_out = [tool for tool in run.tools if tool.outcome == "skipped"]
        tools = [_tool(tool, base, evidence.images) for tool in run.tools if tool not in left_out]
        if left_out:
            tools.append(_left_out(left_out))
        yield "tools", "Tools", section("tools", "Tools", *tools, note=note)
    if run.authored:
        yield "authored", "Written tests", _authored(run.authored)
    if run.risks:
        yield "risk", "Routes by risk", _risks(run.risks)


def value_words(value: float, unit: str) -> str:
    """``84.0%``, ``1.2 s``, ``92 of 100``, ``120 req/s``."""
    match unit:
        case "1":
            return f"{value:.1%}"
        case "score":
            return f"{value:.0f} of 100"
        case "s" | "ms":
            return duration_words(value if unit == "s" else value / 1000)
        case _:
            return f"{value:,.4g} {unit}".strip()


def ordered(findings: Sequence[ToolFinding]) -> list[ToolFinding]:
    """Put first what makes a tool fail, and of that the worst."""
    return sorted(findings, key=lambda one: (not one.blocks, severity_order(one.severity), one.code))


def place_words(finding: ToolFinding) -> str:
    """Say where something was found: the route, the line, or the page."""
    at = f"{finding.at.file}:{finding.at.span.line}" if finding.at else ""
    return " ".join(text for text in (str(finding.route or ""), at) if text) or finding.url


def _tool(tool: ToolResult, base: str, images: Mapping[str, str]) -> Marked:
    head = el(
        "h3",
        {"class": "tool"},
        TITLES.get(tool.name, tool.name),
        el("span", {"class": "note"}, f"{tool.name} {tool.version}" if tool.version else ""),
        outcome(tool.outcome),
    )
    facts = []
    if tool.executed:
        exit_code = "none" if tool.exit_code is None else str(tool.exit_code)
        facts.append(f"took {duration_words(tool.duration)}, exit code {exit_code}")
    return el(
        "article",
        {"class": "card tool", "id": f"tool-{tool.name}"},
        head,
        el("p", {"class": "advice"}, " · ".join([*filter(None, (tool.summary,)), *facts])),
        el("pre", {"class": "wrong"}, tool.error) if tool.error else None,
        _totals(tool),
        _findings(tool),
        _metrics(tool),
        _left(tool, base, images),
        folded(
            "How it was called",
            el("pre", {"class": "command"}, f"cd {shlex.quote(tool.cwd)}\n{shlex.join(tool.argv)}"),
        )
        if tool.argv
        else None,
    )


def _left_out(tools: Sequence[ToolResult]) -> Marked:
    """Say in a line each why some did not start."""
    lines = [
        el(
            "div",
            {},
            el("dt", {}, outcome("skipped"), f" {TITLES.get(tool.name, tool.name)}"),
            el("dd", {}, tool.error.removeprefix("skipped: ")),
        )
        for tool in tools
    ]
    return el("dl", {"class": "left-out"}, *lines)


def _is_total(metric: Metric) -> bool:
    """Tell whether a number is of the whole run of a tool and has no limit: it needs no table."""
    return not (metric.subject or metric.route) and metric.limit is None


def _totals(tool: ToolResult) -> Marked | None:
    facts = [
        el("div", {}, el("dt", {}, one.name), el("dd", {}, value_words(one.value, one.unit)))
        for one in tool.metrics
        if _is_total(one)
    ]
    return el("dl", {"class": "facts"}, *facts) if facts else None


def _metrics(tool: ToolResult) -> Marked | None:
    metrics = sorted(
        (one for one in tool.metrics if not _is_total(one)), key=lambda one: one.holds is not False
    )
    if not metrics:
        return None
    rows = [
        (
            one.name,
            str(one.route or one.subject or "all"),
            value_words(one.value, one.unit),
            "" if one.limit is None else value_words(one.limit, one.unit),
            _kept(one),
        )
        for one in metrics[:_MOST]
    ]
    heads = ("Measured", "Of", "#Value", "#Limit", "Limit kept")
    return table(f"What {tool.name} measured", heads, rows, "metrics")


def _kept(metric: Metric) -> Child:
    if metric.holds is None:
        return el("span", {"class": "none"}, "no limit" if metric.limit is None else "not judged")
    state = "passed" if metric.holds else "failed"
    return el("span", {"class": f"outcome {state}"}, icon(state), "kept" if metric.holds else "broken")


def _findings(tool: ToolResult) -> Marked | None:
    if not tool.findings:
        return None
    found = ordered(tool.findings)
    rows = [
        (
            el(
                "span",
                {"class": f"severity {one.severity}"},
                one.severity if one.blocks else f"{one.severity}, only told",
            ),
            code(one.code),
            joined(
                one.message,
                folded("Details", el("pre", {"class": "command"}, one.details)) if one.details else None,
            ),
            _where(one),
        )
        for one in found[:_MOST]
    ]
    left = len(found) - _MOST
    return joined(
        table(f"What {tool.name} found", ("Severity", "Rule", "What was found", "Where"), rows, "found"),
        el("p", {"class": "note"}, f"… and {amount(left, 'finding')} more in the evidence")
        if left > 0
        else None,
    )


def _where(finding: ToolFinding) -> Child:
    at = f"{finding.at.file}:{finding.at.span.line}" if finding.at else ""
    parts = [text for text in (str(finding.route or ""), at, finding.url) if text]
    return joined(*(el("span", {"class": "where"}, code(text)) for text in parts))


def _left(tool: ToolResult, base: str, held: Mapping[str, str]) -> Marked | None:
    if not tool.artifacts:
        return None
    images = [one for one in tool.artifacts if is_image(one)]
    shots = [
        el(
            "figure",
            {},
            link(
                el(
                    "img",
                    {
                        "src": held.get(one.path, href_of(one.path, base)),
                        "alt": f"Screenshot: {one.name}",
                        "loading": "lazy",
                    },
                ),
                href_of(one.path, base),
            ),
            el("figcaption", {}, one.name),
        )
        for one in images
    ]
    files = [
        el("li", {}, link(one.name, href_of(one.path, base))) for one in tool.artifacts if one not in images
    ]
    return joined(
        el("div", {"class": "shots"}, *shots) if shots else None,
        el("ul", {"class": "inline"}, *files) if files else None,
    )


def _authored(written: Sequence[Authored]) -> Marked:
    rows = [
        (
            code(one.file),
            one.framework,
            ", ".join(map(str, one.routes)),
            one.outcome,
            joined(one.message, *(el("span", {"class": "where"}, note) for note in one.notes)),
        )
        for one in written
    ]
    heads = ("File", "Framework", "Routes", "Outcome", "What is known of it")
    return section(
        "authored",
        "Written tests",
        table("Tests that this run wrote", heads, rows, "chosen"),
        note=amount(len(rows), "file"),
    )


def _risks(risks: Sequence[RouteRisk]) -> Marked:
    rows = [
        (
            code(str(one.key)),
            one.band,
            f"{one.score:.0f}",
            joined(*(el("span", {"class": "where"}, factor.reason) for factor in one.factors)),
        )
        for one in risks[:_MOST]
    ]
    shown = table("Routes by risk, the highest first", ("Route", "Band", "#Score", "Why"), rows, "routes")
    return section("risk", "Routes by risk", shown, note=amount(len(risks), "route"))
