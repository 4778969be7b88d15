"""A language model's second opinion on the failures of a run, where the configuration asks for one.

It comes after the run is sealed, stands beside the rules' own words and changes no verdict.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qaagent_lsp.model.diagnosis import Refinement
from qaagent_lsp.model.result import CaseResult, RunResult
from qaagent_lsp.model.route import Route
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
