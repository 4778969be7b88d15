"""Browser tests of the project: by pytest-playwright, or by Playwright for Node."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qaagent_lsp.model.tool import EndedCall, PlannedTool, SkippedTool, ToolCall, ToolName, ToolResult
from qaagent_lsp.tools.ground import Ground
from qaagent_lsp.tools.ui_results import EVENTS, JUNIT, told_by
from qaagent_lsp.tools.verdict import verdict

NAME: ToolName = "ui"
PLUGINS = ("pytest-playwright", "pytest-playwright-asyncio")
RUNNERS = ("@playwright/test", "playwright")


class UiTool:
    """Runs the browser tests with our probes, so that failures have their exact places."""

    name: ToolName = NAME

    def plan(self, ground: Ground) -> PlannedTool | SkippedTool:
        """Run all of the folder in one call; skipped where there is none, or where a suite has run it."""
        if not ground.ui_folder:
            wished = ground.config.ui.path
            where = f"{wished} (tools.ui.path)" if wished else "tests/ui; name a folder in tools.ui.path"
            return SkippedTool(NAME, f"no browser tests in {where}")
        if ground.ui_ran:
            return SkippedTool(NAME, f"its tests have run in this run already, as the suite {ground.ui_ran}")
        return _of_node(ground) if ground.ui_kind == "playwright" else _of_pytest(ground)

    def interpret(self, ground: Ground, planned: PlannedTool, ended: Sequence[EndedCall]) -> ToolResult:
        """Bring events, JUnit and exit code together; each failed test is a finding at its failing line."""
        return verdict(planned, ended, told_by(ground, ended))


def _of_pytest(ground: Ground) -> PlannedTool | SkippedTool:
    available = ground.available
    if available.python is None:
        return SkippedTool(NAME, f"browser tests need the project's Python: {available.why_no_python}")
    plugin = next((name for name in PLUGINS if name in available.modules), None)
    if plugin is None:
        python = available.python
        why = f"pytest-playwright is not installed for {python}: {python} -m pip install pytest-playwright"
        return SkippedTool(NAME, why)
    config, artifacts = ground.config.ui, ground.artifacts
    argv = (
        available.python,
        "-m",
        "pytest",
        "-p",
        "qaagent_probe",
        "-p",
        "qaagent_ui_browser",
        "--color=no",
        f"--browser={config.browser}",
        "--tracing=retain-on-failure",
        "--screenshot=only-on-failure",
        f"--output={artifacts}/test-results",
        f"--junitxml={artifacts}/{JUNIT}",
        *config.args,
        ground.ui_folder,
    )
    probes = (f"{ground.probes}/pytest", f"{ground.probes}/ui", ground.python_path)
    env = (
        ("PYTHONPATH", ground.path_separator.join(filter(None, probes))),
        ("QAAGENT_BROWSER", available.browser or ""),
        # pytest-base-url reads it, and so does pytest-playwright where that is not installed.
        *((("PYTEST_BASE_URL", ground.base_url),) if ground.base_url else ()),
    )
    return PlannedTool(NAME, available.modules[plugin], (_call(ground, argv, env),))


def _of_node(ground: Ground) -> PlannedTool | SkippedTool:
    available = ground.available
    if available.node is None:
        return SkippedTool(NAME, f"browser tests need Node: {available.why_no_node}")
    package = next((available.packages[name] for name in RUNNERS if name in available.packages), None)
    if package is None:
        return SkippedTool(NAME, "Playwright is not installed: npm install -D @playwright/test")
    artifacts = ground.artifacts
    argv = (
        available.node,
        f"{package.folder}/cli.js",
        "test",
        f"--reporter=list,junit,{ground.probes}/playwright/qaagent_reporter.cjs",
        f"--output={artifacts}/test-results",
        "--trace=retain-on-failure",
        *ground.config.ui.args,
        # Playwright takes it for a regular expression of absolute paths.
        *((f"^{re.escape(ground.ui_folder)}/",) if ground.ui_folder != ground.ui_project else ()),
    )
    env = (
        ("FORCE_COLOR", "0"),
        ("PLAYWRIGHT_HTML_OPEN", "never"),
        ("PLAYWRIGHT_JUNIT_OUTPUT_FILE", f"{artifacts}/{JUNIT}"),
        ("PLAYWRIGHT_JUNIT_OUTPUT_NAME", f"{artifacts}/{JUNIT}"),
    )
    return PlannedTool(NAME, package.version, (_call(ground, argv, env),))


def _call(ground: Ground, argv: tuple[str, ...], env: tuple[tuple[str, str], ...]) -> ToolCall:
    artifacts = ground.artifacts
    return ToolCall(
        tool=NAME,
        argv=argv,
        cwd=ground.ui_project or ground.folder,
        output=f"{artifacts}/output.log",
        env=(
            *ground.env,
            *((("BASE_URL", ground.base_url),) if ground.base_url else ()),
            *env,
            ("QAAGENT_EVENTS", f"{artifacts}/{EVENTS}"),
            ("QAAGENT_WORKSPACE", ground.folder),
            # Set although empty: a run inside a test of a run must not inherit the outer selection.
            ("QAAGENT_SELECTION", ""),
        ),
        results=(f"{artifacts}/{EVENTS}", f"{artifacts}/{JUNIT}"),
        timeout=ground.config.ui.timeout,
    )
