"""``tools.schemathesis``: what Schemathesis sends, and which of its findings make a run red."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from qaagent_lsp.config.inline_tool import InlineTool
from qaagent_lsp.config.section import Amount, no_truth_value

Phase = Literal["examples", "coverage", "fuzzing", "stateful"]
Seed = Annotated[int, Field(ge=0), BeforeValidator(no_truth_value)]

PHASES: tuple[Phase, ...] = ("examples", "coverage", "fuzzing", "stateful")

TOLD: tuple[str, ...] = (
    "status_code_conformance:4xx",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ensure_resource_availability",
)
"""Checks that a sound API often breaks: hardly any documents each refusal, frameworks convert types, rules of the
business refuse valid data, a handler need not store what it was given, frameworks answer other methods their way."""


class Schemathesis(InlineTool):
    """Calls the API as its description allows, and checks the answers."""

    checks: tuple[str, ...] = ("all",)
    """Checks of Schemathesis that answers are held against."""

    exclude_checks: tuple[str, ...] = ()
    """Checks that are left out."""

    tell_only: tuple[str, ...] = TOLD
    """Checks whose failures are told and do not make the run red; `CHECK:4xx` only for answers of that kind."""

    phases: tuple[Phase, ...] = PHASES
    """What Schemathesis does, in this order."""

    max_examples: Amount = 50
    """How many cases are made up for an operation at most, in each phase that makes them up."""

    seed: Seed = 1
    """What chance begins from: the same seed makes the same cases."""

    remote: bool = False
    """Whether it may be pointed at a server outside of this machine and its network: it writes and deletes there."""
