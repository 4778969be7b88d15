"""Which calls can wire apps and routers together, judged by their words: most code has nothing to do with routes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Lambda, Member, Name, Text
from qaagent_lsp.discovery.syntax.wiring import Decorator

REGISTERING = frozenset(
    {
        "include_router", "mount", "host", "add_api_route", "add_route", "add_websocket_route",
        "add_api_websocket_route", "register_blueprint", "add_url_rule", "append", "extend", "insert",
        "register", "add_routes", "add_subapp", "add_domain", "add_resource", "add_view",
        "add_get", "add_post", "add_put", "add_patch", "add_delete", "add_head", "add_options",
        "configure", "add_router", "register_controllers", "init_app", "add_namespace", "add_api_operation",
    }
)  # fmt: skip
_ROUTER_CLASSES = ("Application", "Router", "Blueprint", "FastAPI", "Flask", "Starlette", "Litestar")
_GROWING = frozenset({"append", "extend", "insert"})
_wired_name = re.compile("app|api|bp|blueprint|server|route", re.IGNORECASE).search
_VERBS = frozenset({
    "get", "post", "put", "patch", "delete", "head", "options", "trace", "route", "api_route", "websocket",
})  # fmt: skip
_CALLED = frozenset(f".{name}(" for name in REGISTERING - _GROWING)
_ADDING = tuple(f".{name}" for name in REGISTERING if name.startswith("add_"))
_STEMS = (
    (".add_", _ADDING),
    (".register", tuple(word for word in _CALLED if word.startswith(".register"))),
)
_RARE = (
    *(word for word in _CALLED if not any(word in words for _, words in _STEMS)),
    ".routes.", "FastAPI(", "APIRouter(", "Flask(", "Blueprint(", "Starlette(",
)  # fmt: skip


def only_answers(decorators: Iterable[Decorator], text: str) -> bool:
    """Tell whether a function is a route's handler and its text wires nothing: its body need not be read."""
    return any(is_route(decorator.value) for decorator in decorators) and not wires(text)


def wires(text: str) -> bool:
    """Tell whether a text has words of wiring anywhere; nearly none has, so what many words begin with comes first."""
    return any(map(text.__contains__, _RARE)) or any(
        stem in text and any(map(text.__contains__, words)) for stem, words in _STEMS
    )


def may_wire(node: ast.Call) -> bool:
    """Judge a call before it is read: most calls have nothing to do with routes."""
    func = node.func
    if isinstance(func, ast.Call) or (isinstance(func, ast.Attribute) and func.attr in REGISTERING):
        return True
    values = [*node.args, *[keyword.value for keyword in node.keywords]]
    return any(map(_names_wired, values))


def is_wiring(call: Call) -> bool:
    """Tell whether a call made for its effect registers something, or hands an app or router on."""
    match call.func:
        case Call():  # app.get("/x")(handler)
            return True
        case Name(dotted=(*owner, name)) if name in _GROWING:
            # An app takes what is put into such a list.
            return bool(owner) and owner[-1] in {"routes", "route_handlers", "registry"}
        case Name(dotted=dotted) if dotted[-1] in REGISTERING:
            return True
        case Member(name=name) if name in REGISTERING:
            return True
        case _:
            values = [*call.args, *(value for _, value in call.keywords)]
            return any(_is_wired_name(value) for value in values)


def is_route(decorator: Expr) -> bool:
    """Tell whether a decorator is one of a route: ``@router.get("/x")``, and not ``@mock.patch("package.name")``."""
    if not isinstance(decorator, Call) or not isinstance(decorator.func, Name) or not decorator.args:
        return False
    *owner, name = decorator.func.dotted
    first = decorator.args[0]
    return bool(owner) and name in _VERBS and isinstance(first, Text) and first.value.startswith("/")


def may_make_router(text: str) -> bool:
    """Tell whether a text has the name of a class of apps or routers in it."""
    return any(map(text.__contains__, _ROUTER_CLASSES))


def adds(value: Expr) -> bool:
    """Tell whether a value is a method that adds routes, to be called by another name: ``add = app.router.add_get``."""
    return isinstance(value, Name) and len(value.dotted) > 1 and f".{value.dotted[-1]}" in _ADDING


def makes_router(call: Call) -> bool:
    """Tell by its name whether a class that is called is one of apps or routers."""
    return isinstance(call.func, Name) and call.func.dotted[-1].endswith(_ROUTER_CLASSES)


def first_name(node: ast.expr) -> str:
    """Give ``a`` of ``a.b.c``, ``""`` where something else stands there."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_wired_name(value: Expr) -> bool:
    if isinstance(value, Lambda):
        return False
    return isinstance(value, Name) and any(map(_wired_name, value.dotted))


def _names_wired(node: ast.expr) -> bool:
    """As ``_is_wired_name``, of the tree."""
    while isinstance(node, ast.Attribute):
        if _wired_name(node.attr):
            return True
        node = node.value
    return isinstance(node, ast.Name) and _wired_name(node.id) is not None
