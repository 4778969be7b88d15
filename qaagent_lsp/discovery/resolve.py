"""Facts of all files → the route table: prefixes joined across files, each row with how sure it is and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from qaagent_lsp.discovery import flask, starlette
from qaagent_lsp.discovery.evaluate import Evaluator
from qaagent_lsp.discovery.expressions import Call, Member, Name
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.flatten import flatten
from qaagent_lsp.discovery.graph import Graph
from qaagent_lsp.discovery.handlers import function_handler, handlers
from qaagent_lsp.discovery.modules import layout_of
from qaagent_lsp.discovery.names import index
from qaagent_lsp.discovery.values import Method, Place, RouterKind, RouterValue, Unknown
from qaagent_lsp.discovery.wiring import Decorator, Function
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath

_FLASK: frozenset[RouterKind] = frozenset({"flask", "blueprint"})
_WEB_PACKAGES = frozenset({"fastapi", "starlette", "flask"})


@dataclass(frozen=True, slots=True)
class RouteTable:
    """The routes of a workspace, sorted by file and position.

    ``wanted`` are files of the workspace that a name led to and of which no facts were given: reading them and
    resolving again makes the table better.
    """

    routes: tuple[Route, ...]
    problems: tuple[Problem, ...]
    wanted: frozenset[WorkspacePath] = frozenset()


def resolve(
    facts: Mapping[WorkspacePath, FileFacts], python_files: Collection[WorkspacePath] = ()
) -> RouteTable:
    """Build the route table. ``python_files`` are all Python files of the workspace, those without facts too."""
    layout = layout_of(facts, python_files)
    evaluator = Evaluator(facts, layout, index(facts))
    graph = Graph()
    for known in facts.values():
        _decorated(evaluator, graph, known)
        _effects(evaluator, graph, known)
    _made(evaluator, graph, facts)
    problems = sorted(
        (known.problem for known in facts.values() if known.problem is not None),
        key=lambda item: (item.file, item.span),
    )
    return RouteTable(flatten(evaluator, graph), tuple(problems), frozenset(evaluator.wanted - facts.keys()))


def _decorated(evaluator: Evaluator, graph: Graph, facts: FileFacts) -> None:
    for function in facts.wiring.functions:
        for decorator in function.decorators:
            if isinstance(decorator.value, Call):
                _decorator(evaluator, graph, facts, function, decorator, decorator.value)


def _decorator(
    evaluator: Evaluator, graph: Graph, facts: FileFacts, function: Function, decorator: Decorator, call: Call
) -> None:
    place = Place(facts.file, function.parent, decorator.span.line)
    handler = function_handler(evaluator, facts.file, function)
    for value in evaluator.values(call.func, place):
        match value:
            case Method(of=router, name=name) if router.kind in _FLASK:
                if flask.decorates(name):
                    graph.node(router).declared += flask.declare(
                        evaluator, name, call, place, handler, decorator.span
                    )
            case Method(of=router, name=name):
                if starlette.decorates(name):
                    node = graph.node(router)
                    node.declared += starlette.declare(evaluator, name, call, place, handler, decorator.span)
            case Unknown():
                _loose(evaluator, graph, facts, function, decorator, call)
            case _:
                pass


def _loose(
    evaluator: Evaluator, graph: Graph, facts: FileFacts, function: Function, decorator: Decorator, call: Call
) -> None:
    """Note a route on something that could not be followed, in files that import a web framework."""
    packages = {
        item.module.partition(".")[0] for item in facts.wiring.imports if item.level == 0
    } & _WEB_PACKAGES
    if not packages or not isinstance(call.func, Name | Member):
        return
    name = call.func.dotted[-1] if isinstance(call.func, Name) else call.func.name
    if isinstance(call.func, Name) and len(call.func.dotted) == 1:
        return
    dialect = flask if packages == {"flask"} else starlette
    place = Place(facts.file, function.parent, decorator.span.line)
    if not dialect.decorates(name):
        return
    handler = function_handler(evaluator, facts.file, function)
    for declared in dialect.declare(evaluator, name, call, place, handler, decorator.span):
        if declared.path.text.startswith("/"):
            graph.loose.append(("flask" if packages == {"flask"} else "fastapi", declared))


def _effects(evaluator: Evaluator, graph: Graph, facts: FileFacts) -> None:
    for effect in facts.wiring.effects:
        call = effect.call
        if not isinstance(call, Call):
            continue
        place = Place(facts.file, effect.scope, effect.span.line)
        if isinstance(call.func, Call):
            _applied(evaluator, graph, call.func, call, place)
            continue
        for value in evaluator.values(call.func, place):
            if isinstance(value, Method):
                dialect = flask if value.of.kind in _FLASK else starlette
                dialect.register(evaluator, graph, value.of, value.name, call, place)


def _applied(evaluator: Evaluator, graph: Graph, decorator: Call, call: Call, place: Place) -> None:
    """``app.get("/x")(handler)``: a decorator applied by hand."""
    for value in evaluator.values(decorator.func, place):
        if not isinstance(value, Method) or not call.args:
            continue
        dialect = flask if value.of.kind in _FLASK else starlette
        if dialect.decorates(value.name):
            for handler in handlers(evaluator, call.args[0], place, call.span):
                graph.node(value.of).declared += dialect.declare(
                    evaluator, value.name, decorator, place, handler, call.span
                )


def _made(evaluator: Evaluator, graph: Graph, facts: Mapping[WorkspacePath, FileFacts]) -> None:
    """Read how every router was made; that may lead to further routers (``Mount("/x", app=Starlette(...))``)."""
    for known in facts.values():
        for place, call in _constructions(known):
            evaluator.values(call, place)
    seen: set[RouterValue] = set()
    while len(seen) < len(evaluator.made):
        for router, (call, place) in list(evaluator.made.items()):
            if router not in seen:
                seen.add(router)
                graph.node(router)
                dialect = flask if router.kind in _FLASK else starlette
                dialect.construct(evaluator, graph, router, call, place)


def _constructions(facts: FileFacts) -> Iterator[tuple[Place, Call]]:
    for binding in facts.wiring.bindings:
        if isinstance(binding.value, Call):
            yield Place(facts.file, binding.read_in, binding.line), binding.value
    for item in facts.wiring.returns:
        if isinstance(item.value, Call):
            yield Place(facts.file, item.scope, item.line), item.value
