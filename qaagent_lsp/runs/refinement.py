"""Has a language model look at the failures of a run: a few of them, for a short time, with nothing secret."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from qaagent_lsp.model.diagnosis import Diagnosis, ModelAnswer, ModelSilence, Refinement
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.refining import parse_answer, what_is_sent

CaseKey = tuple[str, TestId]
"""A suite and the id of a case in it."""


class Model(Protocol):
    """What answers; ``host.model_endpoint`` does by shape."""

    @property
    def model(self) -> str:
        """Name of the model."""
        ...

    async def refine(self, prompt: str) -> ModelAnswer | ModelSilence:
        """Answer a prompt, or say why not. Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked: ``failures`` at most, ``seconds`` for all of them and ``each`` for one."""

    failures: int = 5
    each: float = 20.0
    seconds: float = 45.0


async def refine_all(
    diagnoses: Mapping[CaseKey, Diagnosis],
    cases: Sequence[CaseResult],
    endpoint: Model,
    secrets: Sequence[str],
    limits: Limits = Limits(),
) -> tuple[Mapping[CaseKey, Refinement], Sequence[str]]:
    """Ask about the cases that have a diagnosis; return what came of it, and notes on what did not, for a person.

    Failures that differ come first. The rules' diagnoses are not touched. ``secrets`` are values to be struck.
    """
    due = [case for case in cases if (case.suite, case.id) in diagnoses]
    refined: dict[CaseKey, Refinement] = {}
    notes: list[str] = []
    if not due:
        return refined, notes
    chosen = _differing_first(due)[: limits.failures]
    left = await _ask_all(chosen, diagnoses, endpoint, secrets, limits, refined, notes)
    unasked = len(due) - len(chosen) + left
    if unasked:
        notes.append(f"{endpoint.model} was not asked about {unasked} more failure(s)")
    return refined, tuple(dict.fromkeys(notes))


async def _ask_all(
    chosen: Sequence[CaseResult],
    diagnoses: Mapping[CaseKey, Diagnosis],
    endpoint: Model,
    secrets: Sequence[str],
    limits: Limits,
    refined: dict[CaseKey, Refinement],
    notes: list[str],
) -> int:
    """Ask one after the other, for a model at home answers so anyway. Returns how many were not asked."""
    ends = asyncio.get_running_loop().time() + limits.seconds
    for number, case in enumerate(chosen):
        seconds = min(limits.each, ends - asyncio.get_running_loop().time())
        if seconds <= 0:
            return len(chosen) - number
        rules = diagnoses[case.suite, case.id]
        # Redacting a long report takes a moment.
        sent = await asyncio.to_thread(what_is_sent, rules, case, secrets)
        answer = await _answer(endpoint, sent, seconds)
        if isinstance(answer, ModelSilence):
            notes.append(f"no second opinion of {endpoint.model}: {answer.reason}")
            if answer.is_lasting:
                return len(chosen) - number - 1
            continue
        said = parse_answer(answer.text, rules)
        if said is None:
            notes.append(f"no second opinion of {endpoint.model}: its answer could not be understood")
        else:
            refined[case.suite, case.id] = Refinement(case.id, said, endpoint.model, sent)
    return 0


async def _answer(endpoint: Model, sent: str, seconds: float) -> ModelAnswer | ModelSilence:
    try:
        async with asyncio.timeout(seconds):
            return await endpoint.refine(sent)
    except TimeoutError:
        return ModelSilence("timeout", f"no answer within {seconds:.0f} s")


def _differing_first(cases: Sequence[CaseResult]) -> Sequence[CaseResult]:
    """One of each kind of failure, then the others, both in their order."""
    seen: set[object] = set()
    first: list[CaseResult] = []
    alike: list[CaseResult] = []
    for case in cases:
        at = case.failures[0].location if case.failures else None
        kind = (case.category, at, case.message.partition("\n")[0])
        (alike if kind in seen else first).append(case)
        seen.add(kind)
    return [*first, *alike]
