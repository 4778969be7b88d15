"""What ``value.name`` stands for: of modules, classes, objects, apps and routers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.django_values import setting
from qaagent_lsp.discovery.evaluation.names import Definition
from qaagent_lsp.discovery.evaluation.values import (
    APPS,
    UNKNOWN,
    ClassValue,
    External,
    Frame,
    FunctionValue,
    InstanceValue,
    Made,
    Method,
    ModuleValue,
    Place,
    RouterValue,
    TextValue,
    Unknown,
    Value,
    ViewMaker,
)
from qaagent_lsp.discovery.evaluation.ways import returned
from qaagent_lsp.discovery.syntax.expressions import Name
from qaagent_lsp.discovery.syntax.wiring import Binding, Function

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

_FASTAPI_PATHS = {
    "openapi_url": "/openapi.json",
    "docs_url": "/docs",
    "redoc_url": "/redoc",
    "swagger_ui_oauth2_redirect_url": "/docs/oauth2-redirect",
}
_DRF_OWN = frozenset({"urls", "get_urls", "register", "registry"})
_END = 1 << 30
_WRAPPED = frozenset(
    {
        "get", "post", "put", "patch", "delete", "head", "options", "route", "api_route", "websocket",
        "add_api_route", "include_router", "mount", "add_url_rule", "register_blueprint", "add_resource",
    }
)  # fmt: skip
"""What a class of the project's own that says it anew still does with a route: it adds something to it."""


def attribute(evaluator: Evaluator, value: Value, name: str) -> tuple[Value, ...]:
    """Give what ``value.name`` may stand for; never empty."""
    match value:
        case ModuleValue(path=path):
            return evaluator.module_attribute(path, name)
        case External(dotted="django.conf.settings"):
            return setting(evaluator, name) or (External(f"django.conf.settings.{name}"),)
        case External(dotted=dotted):
            return (External(f"{dotted}.{name}"),)
        case RouterValue():
            return _of_router(evaluator, value, name)
        case ClassValue() | InstanceValue():
            return _of_class(evaluator, value, name)
        case Method(of=of, name="routes" | "route_handlers" | "registry" | "default_router" as listed):
            return (Method(of, f"{listed}.{name}"),)
        case Method(name=outer):
            return (External(f"{outer}.{name}"),)
        case Made(by=by):
            return (External(f"{by}.{name}"),)
        case _:
            return (Unknown(name),)


def _of_router(evaluator: Evaluator, router: RouterValue, name: str) -> tuple[Value, ...]:
    if router in evaluator.classes and not (router.kind == "drf" and name in _DRF_OWN):
        found = _of_class(evaluator, InstanceValue(evaluator.classes[router]), name)
        if not isinstance(found[0], Unknown) and not (
            name in _WRAPPED and isinstance(found[0], FunctionValue)
        ):
            return found
    if name == "router" and (router.kind in APPS or router in evaluator.classes):
        return (router,)
    if router.kind == "fastapi" and name in _FASTAPI_PATHS:
        return (TextValue(_FASTAPI_PATHS[name], 0.9, f"default of FastAPI's {name}"),)
    return (Method(router, name),)


def _of_class(evaluator: Evaluator, value: ClassValue | InstanceValue, name: str) -> tuple[Value, ...]:
    of = value.of if isinstance(value, InstanceValue) else value
    if name == "as_view":  # flask.views and Django alike
        return (ViewMaker(of),)
    given = _field(evaluator, value, name) if isinstance(value, InstanceValue) else ()
    if given:
        return given
    for ancestor in evaluator.ancestors(of):
        if isinstance(ancestor, External):
            continue
        found = evaluator.names.own(name, Place(ancestor.file, ancestor.definition.qualname, _END))
        if found is None:
            continue
        if isinstance(found, Function) and isinstance(value, InstanceValue) and _is_property(found):
            return returned(evaluator, FunctionValue(ancestor.file, found)) or UNKNOWN
        known = _own(evaluator, found, ancestor, _made_by(evaluator, value))
        return _as_setting(known) if is_settings(evaluator, of) else known
    return (Unknown(name),)


def _own(evaluator: Evaluator, found: Definition, owner: ClassValue, via: Frame | None) -> tuple[Value, ...]:
    scope = owner.definition.qualname
    in_constructor = isinstance(found, Binding) and found.read_in == f"{scope}.__init__"
    way = via if in_constructor else None
    key = ("attribute", owner.file, id(found), way)
    return evaluator.once(key, lambda: evaluator.defined(found, owner.file, scope, way))


def _made_by(evaluator: Evaluator, value: ClassValue | InstanceValue) -> Frame | None:
    """Tell what the constructor was given when an object was made."""
    if not isinstance(value, InstanceValue) or value.call is None or value.place is None:
        return None
    made_in = constructor(evaluator, value.of)
    return evaluator.frames.of_call(made_in, value.call, value.place) if made_in else None


def _field(evaluator: Evaluator, value: InstanceValue, name: str) -> tuple[Value, ...]:
    """Give what was passed for a field of a class that writes no constructor (dataclasses, models, named tuples)."""
    given = value.call.keyword(name) if value.call is not None else None
    if given is None or value.place is None or constructor(evaluator, value.of) is not None:
        return ()
    return evaluator.values(given, value.place)


def constructor(evaluator: Evaluator, value: ClassValue) -> FunctionValue | None:
    """Give the constructor that a class has or inherits; None where another package has it."""
    for ancestor in evaluator.ancestors(value):
        if isinstance(ancestor, ClassValue):
            function = evaluator.names.function(ancestor.file, f"{ancestor.definition.qualname}.__init__")
            if function is not None:
                return FunctionValue(ancestor.file, function)
    return None


def is_settings(evaluator: Evaluator, value: ClassValue) -> bool:
    """Tell whether a class is one of pydantic's settings: the environment may say otherwise than it does."""
    return any(
        isinstance(item, External) and item.dotted.endswith("Settings") for item in evaluator.ancestors(value)
    )


def _as_setting(known: tuple[Value, ...]) -> tuple[Value, ...]:
    why = "default of a setting that the environment may change"
    return tuple(TextValue(v.text, 0.9, why) if isinstance(v, TextValue) else v for v in known)


def _is_property(function: Function) -> bool:
    names = [
        decorator.value.dotted[-1] for decorator in function.decorators if isinstance(decorator.value, Name)
    ]
    return any(name in {"property", "cached_property", "computed_field"} for name in names)
