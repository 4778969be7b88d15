"""The dialect of Django Ninja: operations of a ``NinjaAPI`` and its routers, served where a urlconf has ``api.urls``.

A path is put together as ``ninja.router.BoundRouter.urls_paths`` does: prefixes and path with slashes between them,
several slashes as one, none at the beginning. The pages that Ninja serves itself (its documentation) are no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from qaagent_lsp.discovery.dialects import ninja_controllers
from qaagent_lsp.discovery.dialects.django_paths import django_template, of_route
from qaagent_lsp.discovery.dialects.gaps import call_at, note_gap, note_gaps
from qaagent_lsp.discovery.dialects.graph import Declared, Graph, Included
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler, handlers, listed_methods
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX, path_texts
from qaagent_lsp.discovery.evaluation.values import ClassValue, Place, RouterValue, TextValue
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.modules import find_module
from qaagent_lsp.discovery.syntax.expressions import Call, Expr
from qaagent_lsp.model.route import PathParam
from qaagent_lsp.model.source import Span

_VERBS = frozenset({"get", "post", "put", "patch", "delete"})
_PARAM = re.compile(r"\{(?:\w+:)?(\w+)\}")
_BEGIN = "\1"
"""Stands where the paths of an API begin behind the prefix of a urlconf."""
_OWN = "default_router."
"""An API's own operations stand on this router."""
_VERSION = "1.0.0"
"""The version of an API that says none."""


def decorates(name: str) -> bool:
    """Tell whether ``@api.name(...)`` declares an operation."""
    own = name.removeprefix(_OWN)
    return own in _VERBS or own == "api_operation"


def declare(
    evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
) -> Iterator[Declared]:
    """Read ``@router.get("/{int:id}")`` and ``@router.api_operation(["GET", "POST"], "/x")``."""
    name = name.removeprefix(_OWN)
    if name in _VERBS:
        yield from _declared(evaluator, call, call.argument(0, "path"), (name.upper(),), place, handler, span)
    else:
        methods, handler = _methods(evaluator, call.argument(0, "methods"), place, handler)
        yield from _declared(evaluator, call, call.argument(1, "path"), methods, place, handler, span)


def register(
    evaluator: Evaluator, graph: Graph, router: RouterValue, name: str, call: Call, place: Place
) -> None:
    """Read ``api.add_router("/pets", router)`` and ``router.add_api_operation("/x", ["GET"], view)``."""
    at = None if name.startswith(_OWN) else place  # below the API's own operations, before its other routers
    name = name.removeprefix(_OWN)
    if name == "add_router":
        prefix, child = call.argument(0, "prefix"), call.argument(1, "router")
        for prefix_text in _prefixes(evaluator, router, prefix, place):
            for value in _routers(evaluator, child, place):
                graph.node(router).included.append(Included(value, prefix_text, "include", at=at))
            note_gap(evaluator, graph, router, child, place, call_at(call, place), prefix_text.text)
    elif name == "register_controllers":
        _register_controllers(evaluator, graph, router, call, place)
    elif name == "add_api_operation":
        view = call.argument(2, "view_func")
        for found in handlers(evaluator, view, place, call.span) if view is not None else ():
            methods, handler = _methods(evaluator, call.argument(1, "methods"), place, found)
            graph.node(router).declared += _declared(
                evaluator, call, call.argument(0, "path"), methods, place, handler, call.span
            )


def concerns(facts: FileFacts) -> bool:
    """Tell whether a file can hold controllers of Django Ninja Extra."""
    return ninja_controllers.concerns(facts)


def read(evaluator: Evaluator, graph: Graph, facts: FileFacts) -> None:
    """Read the controllers of a file."""
    for one in ninja_controllers.operations_of(evaluator, facts):
        listed = one.call.argument(1, "methods")
        methods, handler = (
            _methods(evaluator, listed, one.place, one.handler)
            if one.name == "generic"
            else ((one.name.upper(),), one.handler)
        )
        graph.node(one.controller).declared += _declared(
            evaluator, one.call, one.call.argument(0, "path"), methods, one.place, handler, one.span
        )


def _register_controllers(
    evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place
) -> None:
    """Read ``api.register_controllers(Users, Pets)``; which is asked before which is not told."""
    for given in call.args:
        note_gaps(evaluator, graph, router, given, place, call_at(call, place))
        for item, there in evaluator.spread(given, place):
            for value in evaluator.values(item, there):
                if not isinstance(value, ClassValue):
                    continue
                for child, prefixes in ninja_controllers.controllers_of(evaluator, value):
                    graph.node(router).included += [
                        Included(child, _written(prefix), "include")
                        for prefix in prefixes or (UNKNOWN_PREFIX,)
                    ]


def construct(evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place) -> None:
    """Read how an API is made: its own operations may stand on a ``default_router``."""
    if router.kind != "ninja":
        return
    graph.node(router).prefixes = (TextValue(_BEGIN),)
    given = call.keyword("default_router")
    for value in _routers(evaluator, given, place):
        graph.node(router).included.append(Included(value, TextValue(""), "include"))


def namespaces(evaluator: Evaluator, router: RouterValue) -> tuple[str, ...]:
    """Give the namespace of an API's URLs: what it is told, or ``api-`` and its version."""
    made = evaluator.made.get(router)
    if router.kind != "ninja" or made is None:
        return ()
    call, place = made
    given, version = call.keyword("urls_namespace"), call.keyword("version")
    if given is not None:
        return tuple(text.text.rpartition(":")[2] for text in evaluator.texts(given, place))[:1]
    if version is None:
        return (f"api-{_VERSION}",)
    return tuple(f"api-{text.text}" for text in evaluator.texts(version, place))[:1]


def ninja_template(path: str) -> tuple[str, tuple[PathParam, ...]]:
    """Make a template of a whole path; in what a urlconf puts before an API nothing is changed."""
    before, begin, own = path.partition(_BEGIN)
    if not begin:
        before, own = "", path
    return django_template(before + re.sub("//+", "/", own).lstrip("/"))


def _declared(
    evaluator: Evaluator,
    call: Call,
    path: Expr | None,
    methods: tuple[str, ...],
    place: Place,
    handler: Handler,
    span: Span,
) -> Iterator[Declared]:
    given = call.keyword("url_name")
    names = evaluator.texts(given, place) if given is not None else ()
    name = names[0].text if names else handler.name.rpartition(".")[2]
    texts = path_texts(evaluator, path, place)
    for text in texts:
        written = _written(replace(text, text=f"/{text.text}" if text.text else ""))
        # All operations of one path are one pattern (``Router.path_operations``).
        yield Declared(
            methods,
            written,
            handler,
            place.file,
            span,
            place.scope,
            name=name,
            apart=len(texts) > 1 or written.confidence < 1 or _is_odd(text.text),
            pattern=f"/{text.text}",
        )


def _is_odd(path: str) -> bool:
    """Tell whether a path may take other requests than its template says."""
    names = _PARAM.findall(path)
    return len(set(names)) < len(names) or "<" in path or _PARAM.sub("", path).strip("/").count("{") > 0


def _methods(
    evaluator: Evaluator, expr: Expr | None, place: Place, handler: Handler
) -> tuple[tuple[str, ...], Handler]:
    listed = listed_methods(evaluator, expr, place)
    if listed is not None:
        return listed, handler
    return ("GET",), replace(handler, confidence=0.5, reason="the methods of this route are not known")


def _written(text: TextValue) -> TextValue:
    """``/{int:id}`` is ``/<int:id>``, as ``ninja.utils.replace_path_param_notation`` has it."""
    return of_route(replace(text, text=text.text.replace("{", "<").replace("}", ">")))


def _prefixes(
    evaluator: Evaluator, parent: RouterValue, expr: Expr | None, place: Place
) -> Iterator[TextValue]:
    """Read a prefix. Between a router and the router below it there is a slash, whatever both say."""
    texts = evaluator.texts(expr, place) if expr is not None else ()
    for text in texts or (UNKNOWN_PREFIX,):
        yield _written(replace(text, text=f"/{text.text}" if parent.kind == "ninja_router" else text.text))


def _routers(evaluator: Evaluator, expr: Expr | None, place: Place) -> Iterator[RouterValue]:
    """Give the routers that an argument means; ``"shop.api.router"`` imports one."""
    for value in evaluator.values(expr, place) if expr is not None else ():
        if isinstance(value, RouterValue) and value.kind == "ninja_router":
            yield value
        elif isinstance(value, TextValue):
            module, _, attribute = value.text.rpartition(".")
            path = find_module(evaluator.layout, place.file, module, 0) if module else None
            for found in evaluator.module_attribute(path, attribute) if path is not None else ():
                if isinstance(found, RouterValue) and found.kind == "ninja_router":
                    yield found
