"""Audits of pages by Lighthouse."""

from __future__ import annotations

import json
from collections.abc import Sequence

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.tool import (
    EndedCall,
    Metric,
    PlannedTool,
    SkippedTool,
    ToolCall,
    ToolFinding,
    ToolName,
    ToolResult,
)
from qaagent_lsp.tools.ground import Ground, NodePackage, Page
from qaagent_lsp.tools.lighthouse_report import page_report
from qaagent_lsp.tools.markup_places import Markup
from qaagent_lsp.tools.served_pages import NO_BROWSER, no_pages, no_server, pages_of
from qaagent_lsp.tools.verdict import Told, artifact, counted, own_words, verdict

NAME: ToolName = "lighthouse"

CHROME_FLAGS = "--headless=new --no-sandbox --no-first-run --disable-extensions"
"""Without a sandbox, as Playwright starts it, too: containers and root have none, and the pages are the user's own."""


class LighthouseTool:
    """Audits pages with the project's Lighthouse, or the one on PATH."""

    name: ToolName = NAME

    def plan(self, ground: Ground) -> PlannedTool | SkippedTool:
        """Audit all pages in one call; skipped where a part is missing, with the command that brings it."""
        available = ground.available
        package = available.packages.get("lighthouse")
        why = ""
        if not ground.base_url:
            why = no_server("Lighthouse")
        elif available.node is None:
            why = f"Lighthouse needs Node: {available.why_no_node}"
        elif package is None:
            why = "Lighthouse is not installed: npm install -D lighthouse"
        elif available.browser is None:
            why = NO_BROWSER
        elif not _pages(ground):
            why = no_pages(ground, NAME)
        if why or package is None:
            return SkippedTool(NAME, why)
        return PlannedTool(NAME, package.version, (_call(ground, package),))

    def interpret(self, ground: Ground, planned: PlannedTool, ended: Sequence[EndedCall]) -> ToolResult:
        """Turn the reports into scores and findings. A page without a report, or without a score, is an error."""
        findings: list[ToolFinding] = []
        metrics: list[Metric] = []
        artifacts: list[Artifact] = []
        errors: list[str] = []
        scores: list[str] = []
        markup = Markup(ground.templates)
        call = planned.calls[0]
        for page, file in zip(_pages(ground), call.results, strict=True):
            data = ended[0].files.get(file) if ended else None
            if data is None:
                errors.append(f"{page.path}: Lighthouse left no report")
                continue
            name = file.rpartition("/")[2]
            artifacts.append(artifact(NAME, name, "application/json", f"{page.path} (JSON)"))
            artifacts.append(artifact(NAME, name.removesuffix("json") + "html", "text/html", page.path))
            report = page_report(data, page, ground, markup)
            findings += report.findings
            metrics += report.metrics
            errors += [f"{page.path}: {error}" for error in report.errors]
            path = page.path if report.shown in ("", page.path) else f"{page.path} (shows {report.shown})"
            scores += [f"{path} {one.name} {one.value:.0f}" for one in report.metrics if one.unit == "score"]
        if ended and ended[0].ending == "exited" and ended[0].exit_code:
            errors.append(f"it ended with {ended[0].exit_code}: {own_words(ended[0])}")
        elif ended and ended[0].ending != "exited":
            errors = []  # that it was stopped says it all
        told = Told(
            findings=tuple(sorted(findings, key=lambda one: not one.blocks)),
            metrics=tuple(metrics),
            artifacts=tuple(artifacts),
            errors=tuple(errors),
            summary=f"{counted(len(artifacts) // 2, 'page')}: {', '.join(scores)}" if scores else "",
        )
        return verdict(planned, ended, told)


def _pages(ground: Ground) -> tuple[Page, ...]:
    """Return the wished pages, or one: an audit takes its time."""
    wished = ground.config.lighthouse.pages
    pages = pages_of(ground, wished)
    return pages if wished else tuple(sorted(pages, key=lambda page: page.path != "/"))[:1]


def _call(ground: Ground, package: NodePackage) -> ToolCall:
    config = ground.config.lighthouse
    written = f"{ground.artifacts}/input.json"
    names = [f"page-{number}" for number, _ in enumerate(_pages(ground), 1)]
    asked = {
        "lighthouse": package.folder,
        "folder": ground.artifacts,
        "pages": [
            {"url": f"{ground.base_url}{page.path}", "name": name}
            for page, name in zip(_pages(ground), names, strict=True)
        ],
        "args": [
            "--output=json",
            "--output=html",
            f"--only-categories={','.join(config.categories)}",
            f"--chrome-flags={CHROME_FLAGS}",
            "--no-enable-error-reporting",
            "--quiet",
            *config.args,
        ],
    }
    return ToolCall(
        tool=NAME,
        argv=(str(ground.available.node), f"{ground.probes}/lighthouse/qaagent_lighthouse.cjs", written),
        cwd=ground.folder,
        output=f"{ground.artifacts}/output.log",
        env=(
            *ground.env,
            ("CHROME_PATH", ground.available.browser or ""),
            ("QAAGENT_TOOL_HEADERS", json.dumps(dict(ground.headers)) if ground.headers else "{}"),
        ),
        inputs=((written, json.dumps(asked, indent=2)),),
        results=tuple(f"{ground.artifacts}/{name}.report.json" for name in names),
        timeout=config.timeout,
    )
