"""Barriers in pages, found by axe-core in a real browser."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from qaagent_lsp.model.tool import (
    EndedCall,
    PlannedTool,
    SkippedTool,
    ToolCall,
    ToolFinding,
    ToolName,
    ToolResult,
)
from qaagent_lsp.tools.axe_findings import findings_of
from qaagent_lsp.tools.axe_report import AxeReport, read_report
from qaagent_lsp.tools.ground import Available, Ground
from qaagent_lsp.tools.served_pages import NO_BROWSER, no_pages, no_server, pages_of
from qaagent_lsp.tools.verdict import Told, artifact, counted, verdict

NAME: ToolName = "a11y"
RESULTS = "pages.jsonl"
PLAYWRIGHTS = ("playwright-core", "playwright", "@playwright/test")
"""npm packages that can start a browser."""

BRING_AXE = ("axe-playwright-python", "axe-core-python")
"""Distributions that hold a copy of axe-core."""

PAGE_MILLISECONDS = 30_000
REST_MILLISECONDS = 2_000
"""How long a page may go on loading after its ``load`` event before it is looked at."""


class A11yTool:
    """Looks at pages with axe-core, driven by the project's Playwright: Node's where there is one, else Python's."""

    name: ToolName = NAME

    def plan(self, ground: Ground) -> PlannedTool | SkippedTool:
        """Look at all pages in one call; skipped where a part is missing, with the command that brings it."""
        driver = driver_of(ground.available)
        if not ground.base_url:
            return SkippedTool(NAME, no_server("axe-core"))
        if driver is None:
            return SkippedTool(NAME, _missing(ground.available))
        if ground.available.browser is None:
            return SkippedTool(NAME, NO_BROWSER)
        pages = pages_of(ground, ground.config.a11y.pages)
        if not pages:
            return SkippedTool(NAME, no_pages(ground, NAME))
        package = ground.available.packages.get("axe-core")
        return PlannedTool(NAME, package.version if package else None, (_call(ground, driver),))

    def interpret(self, ground: Ground, planned: PlannedTool, ended: Sequence[EndedCall]) -> ToolResult:
        """Turn what axe-core said into findings. A page that could not be looked at makes the tool broken."""
        data = ended[0].files.get(f"{ground.artifacts}/{RESULTS}") if ended else None
        report = read_report(data, ended[0] if ended else None, ground.base_url)
        findings = findings_of(report, ground)
        files = (RESULTS,) if data is not None else ()
        shots = [page.screenshot for page in report.pages if page.screenshot]
        told = Told(
            findings=findings,
            artifacts=(
                *(artifact(NAME, file, "application/jsonl") for file in files),
                *(artifact(NAME, file, "image/png") for file in shots),
            ),
            errors=report.errors,
            summary=_summary(report, findings),
            version=report.version,
        )
        return verdict(planned, ended, told)


def driver_of(available: Available) -> Literal["node", "python"] | None:
    """Choose what starts the browser; None where Playwright or axe-core is missing."""
    has_axe = "axe-core" in available.packages
    if available.node and has_axe and any(name in available.packages for name in PLAYWRIGHTS):
        return "node"
    has_copy = has_axe or any(name in available.modules for name in BRING_AXE)
    if available.python and has_copy and "playwright" in available.modules:
        return "python"
    return None


def _missing(available: Available) -> str:
    if available.python and "playwright" in available.modules:
        return f"axe-core is not installed: {available.python} -m pip install axe-playwright-python"
    if available.node is None:
        return f"axe-core needs Node with Playwright, or Playwright for Python: {available.why_no_node or 'no Node'}"
    lacking = [] if "axe-core" in available.packages else ["axe-core"]
    if not any(name in available.packages for name in PLAYWRIGHTS):
        lacking.append("playwright")
    names = " and ".join(lacking)
    return f"{names} {'is' if len(lacking) == 1 else 'are'} not installed: npm install -D {' '.join(lacking)}"


def _call(ground: Ground, driver: Literal["node", "python"]) -> ToolCall:
    available, config = ground.available, ground.config.a11y
    axe = available.packages.get("axe-core")
    playwright = next((available.packages[name] for name in PLAYWRIGHTS if name in available.packages), None)
    written = f"{ground.artifacts}/input.json"
    results = f"{ground.artifacts}/{RESULTS}"
    tags = [*config.standards, *(["best-practice"] if config.best_practices else [])]
    asked = {
        "playwright": playwright.folder if playwright and driver == "node" else "",
        "axe": f"{axe.folder}/axe.min.js" if axe else "",
        "browser": available.browser or "",
        "args": list(config.args),
        "base_url": ground.base_url,
        "pages": [page.path for page in pages_of(ground, config.pages)],
        "options": {
            "runOnly": {"type": "tag", "values": tags},
            "rules": {rule: {"enabled": False} for rule in config.exclude_rules},
        },
        "results": results,
        "patience": PAGE_MILLISECONDS,
        "rest": REST_MILLISECONDS,
    }
    program = available.node if driver == "node" else available.python
    script = "qaagent_a11y.cjs" if driver == "node" else "qaagent_a11y.py"
    return ToolCall(
        tool=NAME,
        argv=(str(program), f"{ground.probes}/a11y/{script}", written),
        cwd=ground.folder,
        output=f"{ground.artifacts}/output.log",
        # Not a file: what a token is worth nobody should find in the run store.
        env=(*ground.env, ("QAAGENT_TOOL_HEADERS", json.dumps(dict(ground.headers)))),
        inputs=((written, json.dumps(asked, indent=2)),),
        results=(results,),
        timeout=config.timeout,
    )


def _summary(report: AxeReport, findings: Sequence[ToolFinding]) -> str:
    pages = [page for page in report.pages if not page.error]
    if not pages:
        return ""
    barriers = sum(finding.severity != "info" for finding in findings)
    practice = len(findings) - barriers
    unsure = len({rule for page in pages for rule in page.unsure})
    rest = "".join(
        (
            f"; {counted(practice, 'rule')} of good practice broken" if practice else "",
            f"; {counted(unsure, 'rule')} that a person must judge" if unsure else "",
        )
    )
    led = [f"{page.path} shows {page.shown}" for page in pages if page.shown != page.path]
    moved = f" ({', '.join(led)})" if led else ""
    return f"{counted(len(pages), 'page')}{moved}: {counted(barriers, 'barrier') if barriers else 'no barriers'}{rest}"
