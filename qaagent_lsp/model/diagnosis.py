"""Why a test failed, in words for a person: what kind of failure, where the fault lies, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.result import Category
from qaagent_lsp.model.test import TestId

Fault = Literal["handler", "dependency", "fixture", "test", "infrastructure", "unknown"]
"""Where the fault lies.

``handler``: the code of a route's handler. ``dependency``: other code of the workspace, or a library that it calls.
``fixture``: a fixture, a hook, set-up or clean-up. ``test``: what the test itself expects or does.
``infrastructure``: a server that is not there, a time limit, a process that died, a tool that is missing.
"""

DiagnosisSource = Literal["rules", "model"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is known of why one case failed.

    ``confidence`` is that of the category and ``fault_confidence`` that of the place, both 0 to 1. ``evidence`` are the
    reasons for both, one short sentence each. ``source`` says who judged: our rules, or a language model.
    """

    category: Category
    confidence: float
    fault: Fault
    fault_confidence: float
    root_cause: str
    suggestion: str
    evidence: tuple[str, ...] = ()
    source: DiagnosisSource = "rules"


@dataclass(frozen=True, slots=True)
class Refinement:
    """What a language model made of a diagnosis: a second opinion beside the rules' own, never instead of it.

    ``sent`` is, to the letter, all that left the machine.
    """

    test: TestId
    diagnosis: Diagnosis
    model: str
    sent: str


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model wrote."""

    text: str


SilenceKind = Literal[
    "package-missing", "not-configured", "unreachable", "timeout", "refused", "unusable-answer"
]


@dataclass(frozen=True, slots=True)
class ModelSilence:
    """Why there is no answer: ``kind`` for programs, ``reason`` one sentence for a person."""

    kind: SilenceKind
    reason: str

    @property
    def is_lasting(self) -> bool:
        """Whether asking again in the same run is of no use."""
        return self.kind in {"package-missing", "not-configured", "unreachable"}
