"""Runs Schemathesis' command line as the project would, and leaves nothing in the project's folder.

Started in the folder that its reports belong in, with the arguments of ``schemathesis``. Of the environment:

``QAAGENT_PROJECT``       folder where the search for ``schemathesis.toml`` begins, and that hooks are imported from
``QAAGENT_TOOL_HEADERS``  JSON object of headers for every request: what is secret does not stand in the arguments
``QAAGENT_TOOL_SECRETS``  JSON array of values that neither reports nor output may show
``QAAGENT_EVENTS``        the NDJSON report; what was all right is left out of it in the end, for it may have gigabytes
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any, TextIO
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Run, then shorten the report, however the run ended."""
    project = os.environ.get("QAAGENT_PROJECT", "")
    arguments = sys.argv[1:]
    if project:
        sys.path[:] = [*sys.path[1:], project]
        arguments = configured(project) + arguments
    for name, value in json.loads(os.environ.pop("QAAGENT_TOOL_HEADERS", "{}")).items():
        arguments += ["--header", "%s: %s" % (name, value)]
    secrets = json.loads(os.environ.pop("QAAGENT_TOOL_SECRETS", "[]"))
    sys.stdout, sys.stderr = Struck(sys.stdout, secrets), Struck(sys.stderr, secrets)
    sys.argv = ["schemathesis", *arguments]
    from schemathesis.cli import schemathesis  # type: ignore[import-not-found]  # the user's

    try:
        schemathesis(prog_name="schemathesis")
    finally:
        events = os.environ.get("QAAGENT_EVENTS", "")
        # First, so that nothing which goes wrong later leaves a secret.
        for report in (events, os.path.join(os.path.dirname(events), "junit.xml")):
            if os.path.isfile(report):
                strike(report, secrets)
        if os.path.isfile(events):
            shorten(events)
        # What would be remembered for the next run, which has a folder of its own.
        for folder in (".hypothesis", ".schemathesis"):
            shutil.rmtree(folder, ignore_errors=True)


class Struck:
    """A stream that shows no secrets."""

    def __init__(self, stream: TextIO, secrets: list[str]) -> None:
        self._stream = stream
        self._secrets = secrets

    def write(self, text: str) -> int:
        """Pass a text on without secrets."""
        self._stream.write(without(text, self._secrets))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def strike(path: str, secrets: list[str]) -> None:
    """Take secrets out of a file, line by line."""
    if not secrets:
        return
    rewrite(path, lambda line: without(line, secrets))


def rewrite(path: str, line_of: Callable[[str], str]) -> None:
    """Replace a file, line by line; bytes that are no UTF-8 stay as they are."""
    new = path + ".new"
    with (
        open(path, encoding="utf-8", errors="surrogateescape", newline="") as full,
        open(new, "w", encoding="utf-8", errors="surrogateescape", newline="") as kept,
    ):
        for line in full:
            kept.write(line_of(line))
    os.replace(new, path)


def without(text: str, secrets: list[str]) -> str:
    """Return a text without secrets, as they are and as JSON and XML write them."""
    for secret in secrets:
        for spelling in (json.dumps(secret)[1:-1], escape(secret), escape(secret, {'"': "&quot;"}), secret):
            text = text.replace(spelling, "[redacted]")
    return text


def configured(folder: str) -> list[str]:
    """Return the option that names the configuration which Schemathesis would find from a folder."""
    while True:
        candidate = os.path.join(folder, "schemathesis.toml")
        if os.path.isfile(candidate):
            return ["--config-file", candidate]
        parent = os.path.dirname(folder)
        if parent == folder or os.path.isdir(os.path.join(folder, ".git")):
            return []
        folder = parent


def shorten(path: str) -> None:
    """Replace the report by one that has of each scenario only what failed, and how many cases got which status."""
    rewrite(path, shortened)


def shortened(line: str) -> str:
    """Return a line of the report without what was all right; one that cannot be read is kept as it is."""
    if line.startswith('{"ScenarioStarted"'):
        return ""
    if not line.startswith('{"ScenarioFinished"'):
        return line
    try:
        return json.dumps(failed_of(json.loads(line)), separators=(",", ":")) + "\n"
    except (ValueError, AttributeError, TypeError):
        return line


def failed_of(event: dict[str, Any]) -> dict[str, Any]:
    """Leave of a scenario only what failed, and how many cases got which status."""
    recorder = event["ScenarioFinished"].get("recorder") or {}
    interactions = recorder.get("interactions") or {}
    checks = {
        case: [check for check in found if check.get("status") == "failure"]
        for case, found in (recorder.get("checks") or {}).items()
    }
    checks = {case: found for case, found in checks.items() if found}
    event["ScenarioFinished"]["recorder"] = {
        "label": recorder.get("label"),
        "statuses": statuses(interactions),
        "cases": {case: told for case, told in (recorder.get("cases") or {}).items() if case in checks},
        "interactions": {case: told for case, told in interactions.items() if case in checks},
        "checks": checks,
    }
    return event


def statuses(interactions: dict[str, Any]) -> dict[str, int]:
    """Count the answers by status; ``none`` stands for no answer."""
    counts: dict[str, int] = {}
    for interaction in interactions.values():
        status = str((interaction.get("response") or {}).get("status_code", "none"))
        counts[status] = counts.get(status, 0) + 1
    return counts


if __name__ == "__main__":
    main()
