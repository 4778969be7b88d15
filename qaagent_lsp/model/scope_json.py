"""A scope as a JSON object, for the command line, the editor protocol and the run store.

- ``{"kind": "all"}``, ``{"kind": "failed"}``
- ``{"kind": "suite", "suite": "unit"}``, ``{"kind": "path", "path": "tests/api"}``
- ``{"kind": "test", "id": "tests/test_a.py::test_b"}``, ``{"kind": "routesInFile", "file": "app/pets.py"}``
- ``{"kind": "route", "method": "GET", "path": "/pets", "file": "app/pets.py" or null}``
- ``{"kind": "changed", "since": "main" or null}``
- ``{"kind": "plan", "generate": true or false, "tools": ["schemathesis"] or null}``
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import (
    AllScope,
    AtScope,
    ChangedScope,
    FailedScope,
    PathScope,
    PlanScope,
    RouteScope,
    RoutesInFileScope,
    Scope,
    SuiteScope,
    TestScope,
)
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import TOOLS, ToolName

ScopeJson = dict[str, str | int | list[str] | None]
"""The object of a scope; ``kind`` decides which members it has."""


def scope_to_json(scope: Scope) -> ScopeJson:
    """Return the JSON object of a scope."""
    match scope:
        case AllScope():
            return {"kind": "all"}
        case SuiteScope(suite=suite):
            return {"kind": "suite", "suite": suite}
        case PathScope(path=path):
            return {"kind": "path", "path": path}
        case TestScope(id=test):
            return {"kind": "test", "id": test}
        case RouteScope(key=key, file=file):
            return {"kind": "route", "method": key.method, "path": key.path, "file": file}
        case RoutesInFileScope(file=file):
            return {"kind": "routesInFile", "file": file}
        case FailedScope():
            return {"kind": "failed"}
        case ChangedScope(since=since):
            return {"kind": "changed", "since": since}
        case AtScope(file=file, line=line, column=column):
            return {"kind": "at", "file": file, "line": line, "column": column}
        case PlanScope(generate=generate, tools=tools):
            return {"kind": "plan", "generate": generate, "tools": None if tools is None else list(tools)}
        case _:
            assert_never(scope)


def scope_from_json(value: Mapping[str, object]) -> Scope:
    """Read the JSON object of a scope, ignoring unknown keys.

    Raises ``ValueError`` that names what is wrong.
    """
    kind = value.get("kind")
    match kind:
        case "all":
            return AllScope()
        case "suite":
            return SuiteScope(_text(value, "suite"))
        case "path":
            return PathScope(WorkspacePath(_text(value, "path")))
        case "test":
            return TestScope(TestId(_text(value, "id")))
        case "route":
            key = RouteKey(_text(value, "method"), _text(value, "path"))
            return RouteScope(key, None if value.get("file") is None else WorkspacePath(_text(value, "file")))
        case "routesInFile":
            return RoutesInFileScope(WorkspacePath(_text(value, "file")))
        case "failed":
            return FailedScope()
        case "changed":
            return ChangedScope(None if value.get("since") is None else _text(value, "since"))
        case "at":
            return AtScope(
                WorkspacePath(_text(value, "file")), _number(value, "line"), _number(value, "column")
            )
        case "plan":
            return PlanScope(value.get("generate") is True, _tools(value.get("tools")))
        case _:
            msg = f"a scope of unknown kind: {kind!r}"
            raise ValueError(msg)


def _tools(named: object) -> tuple[ToolName, ...] | None:
    return tuple(tool for tool in TOOLS if tool in named) if isinstance(named, list | tuple) else None


def _text(value: Mapping[str, object], key: str) -> str:
    text = value.get(key)
    if isinstance(text, str):
        return text
    msg = f"the scope's {key!r} must be a string, not {text!r}"
    raise ValueError(msg)


def _number(value: Mapping[str, object], key: str) -> int:
    number = value.get(key)
    if isinstance(number, int) and number >= 1:
        return number
    msg = f"the scope's {key!r} must be a number from 1 on, not {number!r}"
    raise ValueError(msg)
