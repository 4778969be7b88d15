"""Lighthouse's report of one page → scores, numbers and findings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qaagent_lsp.model.source import Location
from qaagent_lsp.model.tool import Metric, ToolFinding
from qaagent_lsp.tools.ground import Ground, Page
from qaagent_lsp.tools.markup_places import Element, Markup, Placed
from qaagent_lsp.tools.served_pages import path_below, route_of

PASSES_FROM = 0.9
"""Lighthouse's own limit between what is well and what it shows."""

TIMINGS: Mapping[str, str] = {
    "first-contentful-paint": "ms",
    "largest-contentful-paint": "ms",
    "total-blocking-time": "ms",
    "speed-index": "ms",
    "cumulative-layout-shift": "1",
}
_MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class PageReport:
    """What a report says. ``shown`` is the path that came, ``errors`` are why it cannot be believed."""

    findings: tuple[ToolFinding, ...] = ()
    metrics: tuple[Metric, ...] = ()
    errors: tuple[str, ...] = ()
    shown: str = ""


def page_report(data: bytes, page: Page, ground: Ground, markup: Markup) -> PageReport:
    """Read a report. Nothing that it says raises."""
    try:
        report = json.loads(data)
        broken = report.get("runtimeError")
        if broken:
            return PageReport(errors=(f"{broken['code']}: {broken['message']}",))
        shown = path_below(str(report.get("finalDisplayedUrl", "")), ground.base_url) or page.path
        at_route = route_of(shown, ground.routes)
        page = Page(page.path, page.route if at_route is None else ground.routes[at_route])
        metrics = (*_scores(report, page, ground), *_timings(report, page))
        missing = [
            name
            for name in ground.config.lighthouse.categories
            if report["categories"].get(name, {}).get("score") is None
        ]
        findings = (
            *_below(metrics, page, ground),
            *_audits(report, page, ground, lambda one: markup.place(one, at_route)),
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        return PageReport(errors=(f"the report cannot be read ({type(error).__name__}: {error})",))
    return PageReport(findings, metrics, tuple(f"{name} has no score" for name in missing), shown)


def _scores(report: Mapping[str, Any], page: Page, ground: Ground) -> Iterator[Metric]:
    config = ground.config.lighthouse
    for name in config.categories:
        score = report["categories"].get(name, {}).get("score")
        if score is None:
            continue
        limit = config.thresholds.get(name)
        yield Metric(
            name=name,
            value=round(float(score) * 100, 1),
            unit="score",
            subject=page.path,
            route=page.route.key if page.route else None,
            limit=None if limit is None else round(limit * 100, 1),
            holds=None if limit is None else float(score) >= limit,
        )


def _timings(report: Mapping[str, Any], page: Page) -> Iterator[Metric]:
    for name, unit in TIMINGS.items():
        value = report["audits"].get(name, {}).get("numericValue")
        if value is not None:
            yield Metric(name, float(value), unit, page.path, page.route.key if page.route else None)


def _below(metrics: tuple[Metric, ...], page: Page, ground: Ground) -> Iterator[ToolFinding]:
    for metric in metrics:
        if metric.holds is False and metric.limit is not None:
            yield ToolFinding(
                tool="lighthouse",
                severity="high",
                code=metric.name,
                message=f"{metric.name} {metric.value:.0f} of 100, below the {metric.limit:.0f} wanted ({page.path})",
                route=metric.route,
                at=_of_route(page),
                url=f"{ground.base_url}{page.path}",
            )


def _audits(
    report: Mapping[str, Any], page: Page, ground: Ground, place: Callable[[Element], Placed | None]
) -> Iterator[ToolFinding]:
    """Yield the audits that did not pass, on each line that they are about: told, but no reason to fail."""
    wanted = {
        one["id"]
        for name in ground.config.lighthouse.categories
        for one in report["categories"].get(name, {}).get("auditRefs", ())
        if one.get("weight") or name != "performance"
    }
    for code, audit in report["audits"].items():
        score = audit.get("score")
        if code not in wanted or score is None or score >= PASSES_FROM:
            continue
        shown = f": {audit['displayValue']}" if audit.get("displayValue") else ""
        by_line: dict[Location | None, list[str]] = {}
        for snippet, text in _elements(audit):
            placed = place(Element(snippet, text))
            by_line.setdefault(placed.at if placed else _of_route(page), []).append(snippet)
        for at, snippets in list((by_line or {_of_route(page): []}).items())[:_MOST_LINES]:
            yield ToolFinding(
                tool="lighthouse",
                severity="info",
                code=code,
                message=f"{audit['title']}{shown} ({page.path})",
                route=page.route.key if page.route else None,
                at=at,
                url=f"{ground.base_url}{page.path}",
                details="\n".join((*snippets, str(audit.get("description", "")))),
                blocks=False,
            )


def _elements(audit: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for item in (audit.get("details") or {}).get("items") or ():
        node = item.get("node") if isinstance(item, dict) else None
        if isinstance(node, dict) and node.get("snippet"):
            yield str(node["snippet"]), str(node.get("nodeLabel") or "")


def _of_route(page: Page) -> Location | None:
    return Location(page.route.file, page.route.span) if page.route else None
