"""What the steps and hooks of a Behave project can already do, as far as a new feature can use it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.discovery.syntax.parsing import parse

Keyword = Literal["given", "when", "then", "step"]
ClientKind = Literal["httpx", "flask", "django"]
MARK = "Written by qaagent-lsp"
"""Stands in every file of steps that we write: those of the same text do what ours do."""

_KEYWORDS: dict[str, Keyword] = {"given": "given", "when": "when", "then": "then", "step": "step"}
_MAKERS: dict[str, ClientKind] = {"TestClient": "httpx", "test_client": "flask", "APIClient": "django"}
_FIELD = re.compile(r"\{[^{}]*\}")
_SIGNED_IN = re.compile(
    r"\b(?:logged|signed) ?-?in\b|\bauthenticated\b|\blog in\b|\bsign in\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One ``@when("…")``. ``is_regex``: its pattern is a regular expression, not one with ``{fields}``.

    ``asks`` is the HTTP method of a step that only makes a request to the path in its one field; ``says_status`` tells
    that it only compares the status of the answer with its one field. ``answer`` is where the answer is kept:
    ``response`` of ``context.response``. ``is_ours``: we wrote it.
    """

    keyword: Keyword
    pattern: str
    is_regex: bool = False
    asks: str = ""
    says_status: bool = False
    answer: str = ""
    is_ours: bool = False

    def clashes(self, pattern: str, example: str) -> bool:
        """Tell whether Behave would find a new step ambiguous beside this one, or take this one for it."""
        mine = self._expression()
        theirs = _expression_of(pattern)
        return bool(mine.fullmatch(pattern) or mine.fullmatch(example) or theirs.fullmatch(self.pattern))

    def written_for(self, value: str) -> str:
        """Write the step with a value in its one field."""
        return _FIELD.sub(lambda _: value, self.pattern, count=1)

    def _expression(self) -> re.Pattern[str]:
        if not self.is_regex:
            return _expression_of(self.pattern)
        try:
            return re.compile(self.pattern)
        except re.error:
            return _expression_of(self.pattern)


@dataclass(frozen=True, slots=True)
class BehaveWorld:
    """All of a project. ``client`` is the attribute of the context that hooks put a client in, ``""`` for none."""

    steps: tuple[StepDefinition, ...] = ()
    client: str = ""
    client_kind: ClientKind = "httpx"

    @property
    def answer(self) -> str:
        """The attribute of the context that the project keeps answers in."""
        return next((step.answer for step in self.steps if step.asks), "response")

    @property
    def signs_in(self) -> str:
        """The text of a step that signs a user in and needs nothing; ``""`` where there is none."""
        return next(
            (
                step.pattern
                for step in self.steps
                if step.keyword in {"given", "step"}
                and not step.is_regex
                and not _FIELD.search(step.pattern)
                and _SIGNED_IN.search(step.pattern)
            ),
            "",
        )


def world_of(texts: Iterable[str]) -> BehaveWorld:
    """Read the Python files of a project that Behave loads: steps and ``environment.py``."""
    steps: list[StepDefinition] = []
    client: tuple[str, ClientKind] | None = None
    for text in texts:
        tree = parse(text)
        if not isinstance(tree, ast.Module):
            continue
        is_regex = bool(re.search(r"use_step_matcher\(\s*['\"](?:re|cucumber)", text))
        is_ours = MARK in text
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                steps += _definitions(node, is_regex=is_regex, is_ours=is_ours)
        if not is_ours:
            client = client or next(_clients(tree, is_django="django" in text), None)
    return BehaveWorld(tuple(steps), *(client or ("", "httpx")))


def _expression_of(pattern: str) -> re.Pattern[str]:
    parts = _FIELD.split(pattern)
    return re.compile(".+?".join(map(re.escape, parts)), re.DOTALL)


def _definitions(
    node: ast.FunctionDef | ast.AsyncFunctionDef, *, is_regex: bool, is_ours: bool
) -> Iterator[StepDefinition]:
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(pattern)), *_]
            ):
                keyword = _KEYWORDS.get(name.lower())
                if keyword is None:
                    continue
                asks, says_status, answer = "", False, ""
                if not is_regex and len(_FIELD.findall(pattern)) == 1 and len(node.args.args) == 2:
                    asks, says_status, answer = _meaning(node)
                yield StepDefinition(keyword, pattern, is_regex, asks, says_status, answer, is_ours)
            case _:
                pass


def _meaning(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, bool, str]:
    """Say what a step with one field does: the method it asks with, or that it compares the status; and the answer."""
    context, field = (argument.arg for argument in node.args.args)
    body = [one for one in node.body if not _is_text(one)]
    match body:
        case [
            ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=of), attr=answer)],
                value=ast.Call(func=ast.Attribute(attr=verb), args=[ast.Name(id=path)], keywords=[]),
            )
        ] if of == context and path == field and verb in {"get", "delete"}:
            return verb.upper(), False, answer
        case [
            ast.Assert(
                test=ast.Compare(
                    left=ast.Attribute(
                        value=ast.Attribute(value=ast.Name(id=of), attr=answer), attr="status_code"
                    ),
                    ops=[ast.Eq()],
                    comparators=[
                        ast.Name(id=status) | ast.Call(func=ast.Name(id="int"), args=[ast.Name(id=status)])
                    ],
                )
            )
        ] if of == context and status == field:
            return "", True, answer
        case _:
            return "", False, ""


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _clients(tree: ast.Module, *, is_django: bool) -> Iterator[tuple[str, ClientKind]]:
    """Find ``context.client = TestClient(app)`` in the hooks."""
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or not function.name.startswith("before_"):
            continue
        for node in ast.walk(function):
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id=context), attr=attr)],
                    value=ast.Call(func=ast.Name(id=maker) | ast.Attribute(attr=maker)),
                ) if function.args.args and context == function.args.args[0].arg:
                    kind = _MAKERS.get(maker, "django" if maker == "Client" and is_django else None)
                    if kind is not None:
                        yield attr, kind
                case _:
                    pass
