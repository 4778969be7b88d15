"""The steps that generated features speak in, in words that no step of the project claims already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.authoring.step_definitions import BehaveWorld, Keyword, StepDefinition

Meaning = Literal[
    "header",
    "send",
    "send_json",
    "send_form",
    "status",
    "statuses",
    "json",
    "fields",
    "contains",
    "lacks",
    "leads",
]


@dataclass(frozen=True, slots=True)
class Wording:
    """A step as it may be put, the plainest first; fields in braces."""

    keyword: Keyword
    patterns: tuple[str, ...]
    example: str


def _of(keyword: Keyword, pattern: str, example: str) -> Wording:
    client = pattern.replace("I send", "the API client sends").replace("the answer", "the API's answer")
    other = client.replace("the status", "the API's status").replace("the header", "the API request's header")
    return Wording(keyword, (pattern, other), example)


WORDINGS: Mapping[Meaning, Wording] = {
    "header": _of("given", 'the header "{name}" is "{value}"', 'the header "X" is "y"'),
    "send": _of("when", 'I send {method:w} "{path}"', 'I send GET "/x"'),
    "send_json": _of("when", 'I send {method:w} "{path}" with the JSON', 'I send POST "/x" with the JSON'),
    "send_form": _of("when", 'I send {method:w} "{path}" with the form', 'I send POST "/x" with the form'),
    "status": _of("then", "the status is {status:d}", "the status is 200"),
    "statuses": _of("then", 'the status is one of "{statuses}"', 'the status is one of "200, 201"'),
    "json": _of("then", "the answer is the JSON", "the answer is the JSON"),
    "fields": _of("then", 'the answer has the fields "{names}"', 'the answer has the fields "id, name"'),
    "contains": _of("then", 'the answer contains "{text}"', 'the answer contains "x"'),
    "lacks": _of("then", 'the answer does not contain "{text}"', 'the answer does not contain "x"'),
    "leads": _of("then", 'the answer leads to "{location}"', 'the answer leads to "/x"'),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The words of a feature. ``missing`` are those that no file defines yet.

    ``ask`` (GET only) and ``status`` are steps of the project's own that do the same.
    """

    patterns: Mapping[Meaning, str]
    missing: tuple[Meaning, ...]
    ask: StepDefinition | None
    status: StepDefinition | None


def words_beside(world: BehaveWorld) -> Chosen:
    """Choose words that Behave does not find ambiguous beside the steps that are there."""
    ours = {step.pattern for step in world.steps if step.is_ours}
    others = [step for step in world.steps if not step.is_ours]
    patterns: dict[Meaning, str] = {}
    missing: list[Meaning] = []
    for meaning, wording in WORDINGS.items():
        known = next((pattern for pattern in wording.patterns if pattern in ours), None)
        patterns[meaning] = known or _free(wording, others)
        if known is None:
            missing.append(meaning)
    answer = world.answer
    return Chosen(
        patterns,
        tuple(missing),
        next((step for step in others if step.asks == "GET" and step.answer == answer), None),
        next((step for step in others if step.says_status and step.answer == answer), None),
    )


def _free(wording: Wording, others: list[StepDefinition]) -> str:
    near = [step for step in others if step.keyword in {wording.keyword, "step"}]
    first, *_ = wording.patterns
    for pattern in wording.patterns:
        example = wording.example if pattern == first else pattern
        if not any(step.clashes(pattern, example) for step in near):
            return pattern
    return wording.patterns[-1]
