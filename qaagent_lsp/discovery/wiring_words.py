"""Which calls can wire apps and routers together, judged by their words: most code has nothing to do with routes."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from qaagent_lsp.discovery.expressions import Call, Expr, Lambda, Member, Name, Text
from qaagent_lsp.discovery.wiring import Decorator

REGISTERING = frozenset(
    {
        "include_router", "mount", "host", "add_api_route", "add_route", "add_websocket_route",
        "add_api_websocket_route", "register_blueprint", "add_url_rule", "append", "extend", "insert",
        "register", "add_routes", "add_subapp", "add_domain", "add_resource", "add_view",
        "add_get", "add_post", "add_put", "add_patch", "add_delete", "add_head", "add_options",
        "configure", "add_router", "init_app", "add_namespace",
    }
)  # fmt: skip
_GROWING = frozenset({"append", "extend", "insert"})
_WIRED_NAMES = ("app", "router", "api", "bp", "blueprint", "server", "route")
_VERBS = frozenset({
    "get", "post", "put", "patch", "delete", "head", "options", "trace", "route", "api_route", "websocket",
})  # fmt: skip
_WIRING = (
    *(f".{name}(" for name in REGISTERING - _GROWING),
    ".routes.", "FastAPI(", "APIRouter(", "Flask(", "Blueprint(", "Starlette(",
)  # fmt: skip


def only_answers(decorators: Iterable[Decorator], text: str) -> bool:
    """Tell whether a function is a route's handler and its text wires nothing: its body need not be read."""
    return any(is_route(decorator.value) for decorator in decorators) and not any(
        word in text for word in _WIRING
    )


def may_wire(node: ast.Call) -> bool:
    """Judge a call before it is read: most calls have nothing to do with routes."""
    match node.func:
        case ast.Call():
            return True
        case ast.Attribute(attr=attr) if attr in REGISTERING:
            return True
        case _:
            return any(_names_wired(value) for value in node.args) or any(
                _names_wired(keyword.value) for keyword in node.keywords
            )


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


def _is_wired_name(value: Expr) -> bool:
    if isinstance(value, Lambda):
        return False
    return isinstance(value, Name) and any(
        word in part.lower() for part in value.dotted for word in _WIRED_NAMES
    )


def _names_wired(node: ast.expr) -> bool:
    """As ``_is_wired_name``, of the tree."""
    while isinstance(node, ast.Attribute):
        if any(word in node.attr.lower() for word in _WIRED_NAMES):
            return True
        node = node.value
    return isinstance(node, ast.Name) and any(word in node.id.lower() for word in _WIRED_NAMES)
