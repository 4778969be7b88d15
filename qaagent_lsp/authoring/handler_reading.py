"""What the source of a handler tells of its requests and answers, where no document does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qaagent_lsp.authoring.literals import name_of, parsed
from qaagent_lsp.model.source import Span

_FORMS = frozenset({"form", "POST", "values"})
_QUERIES = frozenset({"args", "GET", "query_params", "query"})
_BODIES = frozenset({"json", "data", "get_json"})
_SIGNED_IN = re.compile(
    r"(login|auth\w*|jwt|token|signin|user)_?required|LoginRequired|IsAuthenticated|authenticate"
)
_SECURITY = re.compile(
    r"current_user|oauth2|api_key|HTTPBearer|HTTPBasic|get_user|verify_token", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class HandlerReading:
    """``form``, ``query`` and ``body`` are keys that the handler takes from there, in its order.

    ``statuses`` are those that it answers by name (``abort(404)``, ``HTTPException(status_code=…)``). ``guarded``: a
    decorator or a dependency wants a user. ``is_page``: it renders a template. ``summary`` is its docstring's first
    line.
    """

    form: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    guarded: bool = False
    is_page: bool = False
    summary: str = ""


def reading_of(text: str, span: Span) -> HandlerReading:
    """Read the handler that stands at a place of a file; nothing of one that cannot be parsed."""
    tree = parsed(text)
    function = _function_at(tree, span) if tree is not None else None
    if function is None:
        return HandlerReading()
    head = ast.unparse(function.args) + " ".join(ast.unparse(one) for one in function.decorator_list)
    first = (ast.get_docstring(function) or "").strip().split("\n", maxsplit=1)[0]
    return HandlerReading(
        tuple(dict.fromkeys(_keys(function, _FORMS))),
        tuple(dict.fromkeys(_keys(function, _QUERIES))),
        tuple(dict.fromkeys((*_keys(function, _BODIES), *_keys_of_bound(function)))),
        tuple(dict.fromkeys(_statuses(function))),
        bool(_SIGNED_IN.search(head) or _SECURITY.search(head)),
        any(_renders(node) for node in ast.walk(function)),
        first,
    )


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _function_at(tree: ast.Module, span: Span) -> Function | None:
    inside = [
        node
        for node in ast.walk(tree)
        if isinstance(node, Function) and span.line <= node.lineno <= span.end_line
    ]
    return inside[0] if inside else None


def _keys(function: Function, sources: frozenset[str]) -> Iterator[str]:
    """Yield keys that are taken from an attribute of the request: ``request.form["title"]``, ``.get("title")``."""
    for node in ast.walk(function):
        match node:
            case ast.Subscript(value=held, slice=ast.Constant(value=str(key))) if _source(held) in sources:
                yield key
            case ast.Call(
                func=ast.Attribute(value=held, attr="get" | "getlist" | "pop"),
                args=[ast.Constant(value=str(key)), *_],
            ) if _source(held) in sources:
                yield key


def _keys_of_bound(function: Function) -> Iterator[str]:
    """Yield keys of a body that was given a name first: ``data = request.get_json()``."""
    bound = {
        node.targets[0].id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and _source(node.value) in _BODIES
    }
    for node in ast.walk(function):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))) if name in bound:
                yield key
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="get"),
                args=[ast.Constant(value=str(key)), *_],
            ) if name in bound:
                yield key


def _source(node: ast.expr) -> str:
    if isinstance(node, ast.Await):
        node = node.value
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute) and name_of(node.value) in {"request", "req", "rel_url"}:
        return node.attr
    return ""


def _statuses(function: Function) -> Iterator[int]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        said = next((word.value for word in node.keywords if word.arg in {"status_code", "status"}), None)
        if said is None and name_of(node.func) in {"abort", "HTTPException", "HttpResponse"} and node.args:
            said = node.args[0]
        if isinstance(said, ast.Constant) and isinstance(said.value, int):
            yield said.value
        elif said is not None and (found := re.search(r"HTTP_(\d{3})", ast.unparse(said))):
            yield int(found[1])
        elif name_of(node.func) in {"get_object_or_404", "get_or_404", "first_or_404"}:
            yield 404


def _renders(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node.func) in {
        "render_template",
        "render",
        "render_template_string",
        "TemplateResponse",
    }
