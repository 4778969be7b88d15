"""A language model's second opinion on the failures of a run, where the configuration asks for one.

It comes after the run is sealed, stands beside the rules' own words and changes no verdict.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qaagent_lsp.model.diagnosis import Refinement
from qaagent_lsp.model.errors import QaAgentError
from qaagent_lsp.model.result import CaseResult, RunResult
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import LastResult
from qaagent_lsp.model.source import WORKSPACE_FOLDER
from qaagent_lsp.model.test import TestId
from qaagent_lsp.session.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Opinions:
    """What a model said of cases, by suite and id, and notes for a person on what it did not."""

    said: Mapping[tuple[str, TestId], Refinement] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


async def opinions_on(result: RunResult, rulebook: Rulebook, routes: Sequence[Route]) -> Opinions:
    """Ask the configured model about the failures of a sealed run, and keep its words in the run's diagnostics.

    Nothing is asked, and nothing imported, where no model is enabled or nothing failed.
    """
    failed = [case for case in result.cases if case.outcome in {"failed", "error"}]
    configured = rulebook.nearest(WORKSPACE_FOLDER)
    if (
        not failed
        or configured is None
        or configured.profile.llm is None
        or not configured.profile.llm.enabled
    ):
        return Opinions()
    from qaagent_lsp.host.model_endpoint import ModelChoice, ModelEndpoint
    from qaagent_lsp.results.diagnosing import diagnose_case
    from qaagent_lsp.results.redaction import secret_values
    from qaagent_lsp.runs.refinement import refine_all

    llm = configured.profile.llm
    endpoint = ModelEndpoint(ModelChoice(llm.provider, llm.model, llm.base_url, llm.api_key_env), os.environ)
    diagnoses = {(case.suite, case.id): diagnose_case(case, routes=routes) for case in failed}
    tokens = [app.auth.token_env for app in configured.profile.app.values() if app.auth is not None]
    secrets = secret_values(os.environ, [*tokens, *([llm.api_key_env] if llm.api_key_env else [])])
    said, notes = await refine_all(diagnoses, failed, endpoint, secrets)
    if said:
        await asyncio.to_thread(_keep, result, failed, said)
    return Opinions(said, tuple(notes))


def _keep(
    result: RunResult, failed: Sequence[CaseResult], said: Mapping[tuple[str, TestId], Refinement]
) -> None:
    from qaagent_lsp.store.diagnosis import rewrite_diagnostics

    rewrite_diagnostics(Path(result.run_dir), failed, result.suites, said)


class OpinionDesk:
    """Has every red run looked at, each in a task of its own: nobody waits for it who does not want to."""

    def __init__(
        self, opinions_on: Callable[[RunResult], Awaitable[Opinions]], told: Callable[[], None]
    ) -> None:
        """``told`` is called on the event loop when a model has said something."""
        self._opinions_on = opinions_on
        self._told = told
        self._asked: dict[str, asyncio.Task[Opinions]] = {}
        self._said: dict[TestId, tuple[str, Refinement]] = {}

    def ask(self, result: RunResult) -> None:
        """Have a run looked at that is over."""
        if result.status in {"passed", "cancelled"}:
            return
        # Those who ask for it ask soon; what was said stays in the evidence.
        self._asked = {run: task for run, task in self._asked.items() if not task.done()}
        loop = asyncio.get_running_loop()
        self._asked[result.run_id] = loop.create_task(
            self._look_at(result), name=f"opinions on {result.run_id}"
        )

    async def of(self, run_id: str) -> Opinions:
        """Wait for what is said of a run; nothing where nobody was asked."""
        asked = self._asked.get(run_id)
        return Opinions() if asked is None else await asyncio.shield(asked)

    def on(self, results: Mapping[TestId, LastResult]) -> Mapping[TestId, Refinement]:
        """Give what was said of the verdicts that are shown now."""
        self._said = {
            test: (run_id, said)
            for test, (run_id, said) in self._said.items()
            if test in results and results[test].run_id == run_id
        }
        return {test: said for test, (_, said) in self._said.items()}

    async def aclose(self) -> None:
        """End every task."""
        for asked in self._asked.values():
            asked.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    async def _look_at(self, result: RunResult) -> Opinions:
        try:
            found = await self._opinions_on(result)
        except (QaAgentError, OSError) as error:
            return Opinions(notes=(f"no second opinion: {error}",))
        if found.said:
            self._said.update({test: (result.run_id, said) for (_, test), said in found.said.items()})
            self._told()
        return found
