"""The commands: one table of id, argument, policy and function, and the one way in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic

from lsprotocol import types

from qaagent_lsp.model.errors import UntrustedWorkspace
from qaagent_lsp.server import arguments as arg
from qaagent_lsp.server.arguments import A
from qaagent_lsp.server.handlers import generating, queries, reports, runs
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.rpc import invalid_params


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for a command besides what it does.

    ``progress`` is the title under which its run is shown, ``""`` for commands that start none.
    ``needs_trust`` commands are
    refused in an untrusted workspace. ``needs_saved_files`` commands see the disk, not the buffers: the user
    is told of
    buffers that differ.
    """

    progress: str = ""
    needs_trust: bool = False
    needs_saved_files: bool = False


@dataclass(frozen=True, slots=True)
class Command(Generic[A]):
    """One row of the table."""

    id: str
    argument: type[A]
    policy: Policy
    carry_out: Callable[[QaAgentServer, A, runs.Manner], Awaitable[object]]


RUN = Policy(progress="Running tests", needs_trust=True, needs_saved_files=True)
PLAN = Policy(progress="Running the plan", needs_trust=True, needs_saved_files=True)
WRITE = Policy(needs_trust=True)
ASK = Policy()

COMMANDS: tuple[Command[Any], ...] = (
    Command("qaagent.runAll", arg.InFolder, RUN, runs.run_all),
    Command("qaagent.runSuite", arg.SuiteArgument, RUN, runs.run_suite),
    Command("qaagent.runPath", arg.UriArgument, RUN, runs.run_path),
    Command("qaagent.runTest", arg.TestArgument, RUN, runs.run_test),
    Command("qaagent.runRoute", arg.RouteArgument, RUN, runs.run_route),
    Command("qaagent.runRoutesInFile", arg.UriArgument, RUN, runs.run_routes_in_file),
    Command("qaagent.runAt", arg.AtArgument, RUN, runs.run_at),
    Command("qaagent.runFailed", arg.InFolder, RUN, runs.run_failed),
    Command("qaagent.runAffected", arg.SinceArgument, RUN, runs.run_affected),
    Command("qaagent.planRun", arg.PlanArgument, PLAN, runs.plan_run),
    Command("qaagent.generateTest", arg.GenerateArgument, WRITE, generating.generate_test),
    Command("qaagent.cancelRun", arg.RunArgument, ASK, runs.cancel_run),
    Command("qaagent.listSuites", arg.InFolder, ASK, queries.list_suites),
    Command("qaagent.listRoutes", arg.ListRoutesArgument, ASK, queries.list_routes),
    Command("qaagent.testsForRoute", arg.RouteArgument, ASK, queries.tests_for_route),
    Command("qaagent.listRuns", arg.ListRunsArgument, ASK, queries.list_runs),
    Command("qaagent.showRun", arg.RunArgument, ASK, queries.show_run),
    Command("qaagent.openReport", arg.RunArgument, ASK, reports.open_report),
    Command("qaagent.goTo", arg.PlaceArgument, ASK, queries.go_to),
    Command("qaagent.clearResults", arg.InFolder, ASK, queries.clear_results),
    Command("qaagent.refresh", arg.InFolder, ASK, queries.refresh),
)

_BY_ID = {command.id: command for command in COMMANDS}


async def execute_command(ls: QaAgentServer, params: types.ExecuteCommandParams) -> object:
    """Answer ``workspace/executeCommand``: decode, check the policy, carry out."""
    command = _BY_ID.get(params.command)
    if command is None:
        raise invalid_params(f"there is no command {params.command!r}", "command")
    argument = arg.decode(command.id, command.argument, params.arguments)
    policy = command.policy
    if policy.needs_trust and ls.options.untrusted_workspace:
        raise UntrustedWorkspace(
            "the workspace is not trusted, so nothing of it is run",
            "trust the workspace in the editor, then run again",
        )
    await ls.folders.opened.wait()
    manner = runs.Manner(
        title=policy.progress, warn_unsaved=policy.needs_saved_files, token=params.work_done_token
    )
    return await command.carry_out(ls, argument, manner)
