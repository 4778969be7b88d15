"""What an editor may ask for: a command's id and its one argument, with files where the protocol has URIs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId

CommandId = Literal[
    "qaagent.runRoute",
    "qaagent.runAt",
    "qaagent.runTest",
    "qaagent.runPath",
    "qaagent.generateTest",
    "qaagent.showRun",
    "qaagent.openReport",
    "qaagent.cancelRun",
]


@dataclass(frozen=True, slots=True)
class RouteArgument:
    """``{"method", "path", "uri"}``: ``file`` is where the route is defined."""

    method: str
    path: str
    file: WorkspacePath


@dataclass(frozen=True, slots=True)
class TestArgument:
    """``{"uri", "id"}``."""

    __test__ = False

    file: WorkspacePath
    id: TestId


@dataclass(frozen=True, slots=True)
class FileArgument:
    """``{"uri"}``."""

    file: WorkspacePath


@dataclass(frozen=True, slots=True)
class RunArgument:
    """``{"runId"}``."""

    run_id: str


@dataclass(frozen=True, slots=True)
class LineArgument:
    """``{"uri", "position"}``: the beginning of a 1-based line."""

    file: WorkspacePath
    line: int


Argument = RouteArgument | TestArgument | FileArgument | RunArgument | LineArgument


@dataclass(frozen=True, slots=True)
class Command:
    """A click. The argument says all there is to know, so that it still works after the table changed."""

    title: str
    id: CommandId
    argument: Argument


def run_route(title: str, route: Route) -> Command:
    """Make the click that runs the tests of a route."""
    return Command(title, "qaagent.runRoute", RouteArgument(route.key.method, route.key.path, route.file))


def generate_test(title: str, route: Route) -> Command:
    """Make the click that writes a test of a route."""
    return Command(title, "qaagent.generateTest", RouteArgument(route.key.method, route.key.path, route.file))


def run_test(title: str, file: WorkspacePath, test_id: TestId) -> Command:
    """Make the click that runs one test with all its parameters, or one case."""
    return Command(title, "qaagent.runTest", TestArgument(file, test_id))


def run_file(title: str, file: WorkspacePath) -> Command:
    """Make the click that runs a file or folder."""
    return Command(title, "qaagent.runPath", FileArgument(file))


def run_at(title: str, file: WorkspacePath, line: int) -> Command:
    """Make the click that runs the tests of what stands at a 1-based line."""
    return Command(title, "qaagent.runAt", LineArgument(file, line))


def show_run(title: str, run_id: str) -> Command:
    """Make the click that shows the evidence of a run."""
    return Command(title, "qaagent.showRun", RunArgument(run_id))


def open_report(title: str, run_id: str) -> Command:
    """Make the click that opens the HTML report of a run."""
    return Command(title, "qaagent.openReport", RunArgument(run_id))


def cancel_run(title: str, run_id: str) -> Command:
    """Make the click that stops a run."""
    return Command(title, "qaagent.cancelRun", RunArgument(run_id))
