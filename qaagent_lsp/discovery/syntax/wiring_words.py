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
_ADDERS = ("add_", "register")
_MAPPING, _UPDATE = "mapping", "update"  # self.routes[0].mapping.update({"delete": "destroy_all"})
_GROWING = frozenset({"append", "extend", "insert"})
_wired_name = re.compile("app|api|bp|blueprint|server|route", re.IGNORECASE).search
_VERBS = frozenset({
    "get", "post", "put", "patch", "delete", "head", "options", "trace", "route", "api_route", "websocket",
})  # fmt: skip
_CALLED = frozenset(f".{name}(" for name in REGISTERING - _GROWING)
ADDING = frozenset(name for name in REGISTERING if name.startswith("add_"))
"""Methods that add routes. They are called by other names, too: ``add = app.router.add_get``."""
_ADDED = ADDING | {"include_router", "register_blueprint"}
_STEMS = (
    (".add_", tuple(f".{name}" for name in ADDING)),
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


def adds_paths(text: str) -> bool:
    """Tell whether a text may call what ``may_wire`` takes for a project's own way to add routes."""
    return any(f".{word}" in text for word in _ADDERS) and any(begin in text for begin in ('"/', "'/"))


def may_wire(node: ast.Call) -> bool:
    """Judge a call before it is read: most calls have nothing to do with routes."""
    func = node.func
    if isinstance(func, ast.Call) or (isinstance(func, ast.Attribute) and func.attr in REGISTERING):
        return True
    values = [*node.args, *[keyword.value for keyword in node.keywords]]
    if any(map(_names_wired, values)):
        return True
    if not isinstance(func, ast.Attribute):
        return False
    if func.attr == _UPDATE:
        return isinstance(func.value, ast.Attribute) and func.value.attr == _MAPPING
    return func.attr.startswith(_ADDERS) and any(
        isinstance(one, ast.Constant) and _is_path(one.value) for one in values
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
        case Member(of=Member(name=inner), name=name) if (inner, name) == (_MAPPING, _UPDATE):
            return True
        case _:
            values = [*call.args, *(value for _, value in call.keywords)]
            return any(map(_is_wired_name, values)) or _adds_path(call.func, values)


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


def gives_back_what_adds(value: Expr) -> bool:
    """Tell whether a call that is returned is made for what it does: ``return self.add_resource(resource, *urls)``."""
    match value:
        case Call(func=Name(dotted=(_, *_, name)) | Member(name=name)):
            return name in _ADDED
        case _:
            return False


def makes_router(call: Call) -> bool:
    """Tell by its name whether a class that is called is one of apps or routers."""
    return isinstance(call.func, Name) and call.func.dotted[-1].endswith(_ROUTER_CLASSES)


def first_name(node: ast.expr) -> str:
    """Give ``a`` of ``a.b.c``, ``""`` where something else stands there."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _adds_path(func: Expr, values: Iterable[Expr]) -> bool:
    """``api.add_org_resource(Alerts, "/alerts")``: a method of a project's own that may add what it is given."""
    name = func.dotted[-1] if isinstance(func, Name) and len(func.dotted) > 1 else ""
    return name.startswith(_ADDERS) and any(
        isinstance(value, Text) and _is_path(value.value) for value in values
    )


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("/")


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
