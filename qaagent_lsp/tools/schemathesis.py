"""Schemathesis: calls the API as its description allows, and checks the answers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from qaagent_lsp.model.tool import (
    EndedCall,
    PlannedTool,
    SkippedTool,
    ToolCall,
    ToolName,
    ToolResult,
)
from qaagent_lsp.tools.ground import Ground
from qaagent_lsp.tools.nearness import is_near
from qaagent_lsp.tools.schemathesis_report import EVENTS, JUNIT, told_by
from qaagent_lsp.tools.schemathesis_scope import scope_of
from qaagent_lsp.tools.schemathesis_url import url_of
from qaagent_lsp.tools.verdict import Told, verdict
from qaagent_lsp.tools.versions import is_at_least

OLDEST = (4, 9)
"""The first that writes a report in which each failure names its check and its request."""

_MARKS = ("token", "key", "secret", "password", "auth", "session", "passwd", "credential")
"""What Schemathesis strikes from its reports where nothing else is said: headers whose names hold one of these."""


class SchemathesisTool:
    """The tool ``schemathesis``."""

    name: ToolName = "schemathesis"

    def plan(self, ground: Ground) -> PlannedTool | SkippedTool:
        """Say how it is started, or why it is not."""
        found = ground.available
        version = found.modules.get("schemathesis")
        command = found.commands.get("schemathesis") or found.commands.get("st")
        why = _why_not(ground, version, command)
        if why:
            return SkippedTool(self.name, why, version)
        call = _module_call(ground) if found.python and version else _command_call(ground, command or "")
        return PlannedTool(self.name, version, (call,))

    def interpret(self, ground: Ground, planned: PlannedTool, ended: Sequence[EndedCall]) -> ToolResult:
        """Say what came of it."""
        return verdict(planned, ended, told_by(ground, ended[0]) if ended else Told())


def _why_not(ground: Ground, version: str | None, command: str | None) -> str:
    if version is None and command is None:
        if ground.available.python is None:
            return ground.available.why_no_python or "there is no Python to run Schemathesis"
        return (
            f"Schemathesis is not installed for {ground.available.python}: "
            f"{ground.available.python} -m pip install schemathesis"
        )
    if version is not None and not is_at_least(version, OLDEST):
        return f"Schemathesis {version} is too old; 4.9 or newer is needed"
    if not ground.document:
        return "there is no OpenAPI document: name it under openapi.spec_path in .qaagent.yaml"
    if not ground.base_url:
        return "no server is known: give app.NAME.base_url in .qaagent.yaml, or BASE_URL"
    if not ground.config.schemathesis.remote and not is_near(ground.base_url):
        return (
            f"{ground.base_url} is outside of this machine and its network, and Schemathesis writes and deletes: "
            "set tools.schemathesis.remote to true if that is meant"
        )
    return ""


def _module_call(ground: Ground) -> ToolCall:
    """Through our probe: the project's configuration counts, and its folder stays clean."""
    env = (
        ("QAAGENT_PROJECT", ground.folder),
        ("QAAGENT_EVENTS", _events(ground)),
        ("QAAGENT_TOOL_HEADERS", json.dumps(dict(ground.headers))),
        ("QAAGENT_TOOL_SECRETS", json.dumps(ground.secrets)),
    )
    script = f"{ground.probes}/schemathesis/qaagent_schemathesis.py"
    return _call(ground, (str(ground.available.python), script), env, ())


def _command_call(ground: Ground, command: str) -> ToolCall:
    """A command of its own, such as one that pipx brought: headers come to it by a file that names variables."""
    if not ground.headers:
        return _call(ground, (command,), (), ())
    variables = [(f"QAAGENT_HEADER_{number}", value) for number, (_, value) in enumerate(ground.headers)]
    lines = [
        f"{json.dumps(header)} = {json.dumps('${' + variable + '}')}"
        for (header, _), (variable, _) in zip(ground.headers, variables, strict=True)
    ]
    file = f"{ground.artifacts}/schemathesis.toml"
    secret = [header.lower() for header, value in ground.headers if value in ground.secrets]
    marks = json.dumps([*_MARKS, *secret])
    text = "\n".join(["[output.sanitization]", f"sensitive-markers = {marks}", "", "[headers]", *lines, ""])
    return _call(ground, (command, "--config-file", file), tuple(variables), ((file, text),))


def _call(
    ground: Ground,
    start: tuple[str, ...],
    env: tuple[tuple[str, str], ...],
    inputs: tuple[tuple[str, str], ...],
) -> ToolCall:
    rules = ground.config.schemathesis
    junit = f"{ground.artifacts}/{JUNIT}"
    excluded = ("--exclude-checks", ",".join(rules.exclude_checks)) if rules.exclude_checks else ()
    return ToolCall(
        tool="schemathesis",
        argv=(
            *start,
            "run",
            ground.document,
            *("--url", url_of(ground)),
            *("--checks", ",".join(rules.checks)),
            *excluded,
            *("--phases", ",".join(rules.phases)),
            *("--max-examples", str(rules.max_examples)),
            *("--seed", str(rules.seed)),
            *("--generation-database", "none"),
            *scope_of(ground.openapi, ground.without_tags),
            *("--report", "junit,ndjson"),
            *("--report-junit-path", junit),
            *("--report-ndjson-path", _events(ground)),
            "--no-color",
            *rules.args,
        ),
        # What Schemathesis keeps beside its reports lands in the folder that it is started in.
        cwd=ground.artifacts,
        output=f"{ground.artifacts}/output.log",
        env=(*ground.env, ("PYTHONDONTWRITEBYTECODE", "1"), *env),
        inputs=inputs,
        results=(_events(ground), junit),
        timeout=rules.timeout,
    )


def _events(ground: Ground) -> str:
    return f"{ground.artifacts}/{EVENTS}"
