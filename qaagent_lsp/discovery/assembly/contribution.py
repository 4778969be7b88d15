"""What one file, and what the making of one router, adds to the graph of a workspace.

Each piece of work is done by itself, so that its answer follows from nothing but the questions that it asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from qaagent_lsp.discovery.assembly.pieces import Apart, Pieces, are_many, told
from qaagent_lsp.discovery.dialects.doubts import conditions_at, conditions_of_making, never, settle
from qaagent_lsp.discovery.dialects.gaps import call_at, note_left_out
from qaagent_lsp.discovery.dialects.graph import Graph
from qaagent_lsp.discovery.dialects.registry import FILE_READERS, LOOSE, RULES
from qaagent_lsp.discovery.evaluation import places as places_of_calls
from qaagent_lsp.discovery.evaluation.constructions import kept_calls, may_make
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import definition_handlers, handlers
from qaagent_lsp.discovery.evaluation.names import Library, Names, Question
from qaagent_lsp.discovery.evaluation.places import places
from qaagent_lsp.discovery.evaluation.spreading import laid_out
from qaagent_lsp.discovery.evaluation.unread import is_unread
from qaagent_lsp.discovery.evaluation.values import (
    APPS,
    Made,
    Method,
    Place,
    RouterKind,
    RouterValue,
    Unknown,
    Value,
)
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.modules import Layout, holds_tests, module_name
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Member, Name
from qaagent_lsp.discovery.syntax.wiring import Class, Decorator, Effect, Function, Loop
from qaagent_lsp.model.source import WorkspacePath

_PLAINLY_ROUTES = frozenset({"route", "api_route"})
"""What only routers are told, whatever the path; ``get`` a client is told, or a cache."""

_DECIDING = frozenset({"methods", "path", "rule"})
"""Arguments of a route that say more than how it answers; what they mean is read where they stand."""

Making = tuple[Call, Place]
"""The call that makes a router and where it is read."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is to be laid over what other pieces of work find, and what it follows from.

    ``made`` are routers seen being made, ``templates`` maps those of the project's own classes to the router that
    ``self`` is in their methods. ``wanted`` are files that were led to and not read. ``app`` names an app.
    ``pieces`` are those of a file that may be kept.
    """

    graph: Graph
    made: Mapping[RouterValue, Making]
    templates: Mapping[RouterValue, RouterValue]
    wanted: frozenset[WorkspacePath]
    asked: frozenset[Question]
    app: str | None = None
    pieces: Pieces = field(default_factory=dict)


def of_file(
    facts: FileFacts, library: Library, layout: Layout, kept: Pieces | None = None
) -> Contribution | None:
    """Read what a file does to apps and routers; None for a file that cannot do anything.

    ``kept`` are pieces of it for which nothing has changed, None where it was not read before. They make no difference
    but in time.
    """
    definitions: tuple[Function | Class, ...] = (*facts.wiring.functions, *facts.wiring.classes)
    decorated = [
        (item, decorator, decorator.value)
        for item in definitions
        for decorator in item.decorators
        if isinstance(decorator.value, Call)
    ]
    makings = list(kept_calls(facts))
    readers = [reader for reader in FILE_READERS if reader.concerns(facts)]
    if not decorated and not makings and not facts.wiring.effects and not readers:
        return None
    names, graph = Names(library), Graph()
    if facts.wiring.branches:
        graph.branches[facts.file] = facts.wiring.branches
    evaluator = Evaluator(layout, names)
    apart = Apart(evaluator, graph, library, _imported_kind(facts), kept or {})
    is_told = told(facts)
    for item, decorator, call in decorated:
        if kept is None or is_told(item.parent):
            _decorator(graph, facts, item, decorator, call, evaluator)
        else:
            work = partial(_decorator, graph, facts, item, decorator, call)
            apart.read(decorator.span, (item, decorator), work)
    for effect in facts.wiring.effects:
        if isinstance(effect.call, Call):
            if not are_many(facts) or is_told(effect.scope):
                _read_effect(graph, facts, effect, effect.call, evaluator)
            else:
                apart.read(effect.span, effect, partial(_read_effect, graph, facts, effect, effect.call))
    wanted = set(evaluator.wanted)
    for place, call in makings:
        if may_make(evaluator, call, place):
            evaluator.values(call, place)
    evaluator.wanted = wanted
    for reader in readers:
        reader.read(evaluator, graph, facts)
    return _contribution(evaluator, graph, None, apart.pieces)


def reads_alike(before: FileFacts, now: FileFacts) -> bool:
    """Tell whether two texts of a file are read in the same way, as far as that follows from their imports."""
    return _imported_kind(before) == _imported_kind(now) and all(
        reader.concerns(before) == reader.concerns(now) for reader in FILE_READERS
    )


def of_router(router: RouterValue, making: Making, library: Library, layout: Layout) -> Contribution:
    """Read how a router is made; that may lead to further routers (``Mount("/x", app=Starlette(...))``)."""
    call, place = making
    names, graph = Names(library), Graph()
    evaluator = Evaluator(layout, names)
    graph.node(router)
    RULES[router.kind].dialect.construct(evaluator, graph, router, call, place)
    graph.doubt(router, evaluator.doubts)
    for other, node in graph.nodes.items():
        if other != router:  # one into which this puts itself
            for at, item in enumerate(node.included):
                if item.child == router:
                    node.included[at] = replace(item, under=conditions_at(evaluator, place, other))
    if router.kind in APPS:
        graph.node(router).under = conditions_of_making(evaluator, place)
    app = _app_name(names, layout, router, call, place) if router.kind in APPS else None
    return _contribution(evaluator, graph, app, {})


def nothing_of(router: RouterValue) -> Contribution:
    """A router of which nothing could be read; what others declare on it still counts."""
    graph = Graph()
    graph.node(router)
    return Contribution(graph, {}, {}, frozenset(), frozenset())


def _contribution(evaluator: Evaluator, graph: Graph, app: str | None, pieces: Pieces) -> Contribution:
    for node in graph.nodes.values():
        settle(node.declared)
        settle(node.included)
    templates = {
        router: template
        for router, value in evaluator.classes.items()
        if (template := evaluator.self_router(value)) is not None
    }
    return Contribution(
        graph,
        evaluator.made,
        templates,
        frozenset(evaluator.wanted),
        frozenset(evaluator.names.asked),
        app,
        pieces,
    )


def _called(evaluator: Evaluator, expr: Expr, place: Place) -> tuple[Value, ...]:
    """Find out what is called or made, without wanting further files for it.

    Apps and routers stand in files that say so and are read anyway; it is paths, prefixes and handlers that may come
    from files which look like nothing of ours.
    """
    wanted = set(evaluator.wanted)
    found = evaluator.values(expr, place)
    evaluator.wanted = wanted
    return found


def _decorator(
    graph: Graph,
    facts: FileFacts,
    item: Function | Class,
    decorator: Decorator,
    call: Call,
    evaluator: Evaluator,
) -> None:
    here = Place(facts.file, item.parent, decorator.span.line)
    ways = _ways(evaluator, call.func, call, here)
    on = [(value, place) for place, values in ways for value in values]
    if any(isinstance(value, Made) and value.by == "functools.partial" for value, _ in on):
        call, on = _whole_call(evaluator, call, on)
    for value, place in on:
        if isinstance(value, Method):
            dialect = RULES[value.of.kind].dialect
            under = conditions_at(evaluator, place, value.of) if dialect.decorates(value.name) else ()
            if dialect.decorates(value.name) and not never(under):
                with graph.under(value.of, under):
                    for handler in definition_handlers(evaluator, facts.file, item):
                        graph.node(value.of).declared += dialect.declare(
                            evaluator, value.name, call, place, handler, decorator.span
                        )
    if any(isinstance(value, Unknown) for value, _ in on) and not any(isinstance(v, Method) for v, _ in on):
        _loose(evaluator, graph, facts, item, decorator, call)


def _whole_call(
    evaluator: Evaluator, call: Call, on: Sequence[tuple[Value, Place]]
) -> tuple[Call, list[tuple[Value, Place]]]:
    """``get = partial(router.get, response_model=Pet)``, called as ``@get("/pets")``: what both give together."""
    found: list[tuple[Value, Place]] = []
    for value, place in on:
        match value:
            case Made(by="functools.partial", call=Call(args=(func,), keywords=keywords), place=there) if (
                there.file == place.file or not any(key in _DECIDING for key, _ in keywords)
            ):
                if there.file == place.file:
                    call = replace(call, keywords=(*call.keywords, *keywords))
                found += [(inner, place) for inner in evaluator.values(func, there)]
            case _:
                found.append((value, place))
    return call, found


def _loose(
    evaluator: Evaluator,
    graph: Graph,
    facts: FileFacts,
    item: Function | Class,
    decorator: Decorator,
    call: Call,
) -> None:
    """Note a route on something that could not be followed, in files that import a web framework."""
    kind, name = _imported_kind(facts), _method_name(call)
    if kind is None or not RULES[kind].dialect.decorates(name):
        return
    place = Place(facts.file, item.parent, decorator.span.line)
    for handler in definition_handlers(evaluator, facts.file, item):
        for declared in RULES[kind].dialect.declare(evaluator, name, call, place, handler, decorator.span):
            if declared.path.text.startswith("/") or (name in _PLAINLY_ROUTES and is_unread(declared.path)):
                graph.loose.append((kind, replace(declared, under=conditions_at(evaluator, place, None))))


def _loose_call(evaluator: Evaluator, graph: Graph, facts: FileFacts, call: Call, place: Place) -> None:
    """Note what is added to something that could not be followed, as ``_loose`` does."""
    kind, name = _imported_kind(facts), _method_name(call)
    if kind is not None and name in RULES[kind].adders and not _in_test(place):
        apart, router = Graph(), RouterValue(kind, place.file, call.span)
        RULES[kind].dialect.register(evaluator, apart, router, name, call, place)
        found = apart.node(router).declared
        under = conditions_at(evaluator, place, None)
        graph.loose += [
            (kind, replace(declared, under=under))
            for declared in found
            if (declared.path.text.startswith("/") or is_unread(declared.path)) and not never(under)
        ]


def _in_test(place: Place) -> bool:
    return bool(place.scope) and holds_tests(place.file)


def _imported_kind(facts: FileFacts) -> RouterKind | None:
    imports = [item for item in facts.wiring.imports if item.level == 0]
    packages = {item.module.partition(".")[0] for item in imports}
    packages |= {f"{item.module}.{item.attribute}" for item in imports} | {item.module for item in imports}
    return next((kind for package, kind in LOOSE.items() if package in packages), None)


def _method_name(call: Call) -> str:
    """``get`` of ``router.get(...)``, ``""`` where nothing stands before it."""
    match call.func:
        case Name(dotted=(_, *_, name)) | Member(name=name):
            return name
        case _:
            return ""


def _read_effect(graph: Graph, facts: FileFacts, effect: Effect, call: Call, evaluator: Evaluator) -> None:
    here = Place(facts.file, effect.scope, effect.span.line)
    on = call.func.func if isinstance(call.func, Call) else call.func
    ways = _ways(evaluator, on, call, here, effect.loops)
    for place, values in ways:
        _effect(evaluator, graph, facts, call, place, values)
    if len(ways) >= places_of_calls.MOST_PLACES:
        why = f"only the first {len(ways)} ways that lead here were followed"
        for value in ways[0][1]:
            if isinstance(value, Method):
                note_left_out(graph, value.of, call_at(call, here), why, scope=here.scope)


def _ways(
    evaluator: Evaluator, on: Expr, call: Call, here: Place, loops: tuple[Loop, ...] = ()
) -> Sequence[tuple[Place, tuple[Value, ...]]]:
    """Give the place of a call on a router once for each way to get there; of nearly all other calls, as it is.

    With each is what the call is made on.
    """
    values = _called(evaluator, on, here)
    if not any(isinstance(value, Method) for value in values):
        return ((here, values),)
    ways = places(evaluator, call, here, loops)
    return [(place, values if place is here else _called(evaluator, on, place)) for place in ways]


def _effect(
    evaluator: Evaluator, graph: Graph, facts: FileFacts, call: Call, place: Place, on: tuple[Value, ...]
) -> None:
    if isinstance(call.func, Call):
        _applied(evaluator, graph, call.func, call, place, on)
        return
    if any(isinstance(value, Method) for value in on):
        call = laid_out(evaluator, call, place)
    for value in on:
        if isinstance(value, Method):
            under = conditions_at(evaluator, place, value.of)
            if not never(under):
                included = len(graph.node(value.of).included)
                with graph.under(value.of, under):
                    RULES[value.of.kind].dialect.register(evaluator, graph, value.of, value.name, call, place)
                graph.doubt(value.of, evaluator.doubts, included)
        elif isinstance(value, Unknown):
            _loose_call(evaluator, graph, facts, call, place)


def _applied(
    evaluator: Evaluator, graph: Graph, decorator: Call, call: Call, place: Place, on: tuple[Value, ...]
) -> None:
    """``app.get("/x")(handler)``: a decorator applied by hand."""
    for value in on:
        if not isinstance(value, Method) or not call.args:
            continue
        dialect = RULES[value.of.kind].dialect
        under = conditions_at(evaluator, place, value.of) if dialect.decorates(value.name) else ()
        if dialect.decorates(value.name) and not never(under):
            with graph.under(value.of, under):
                for handler in handlers(evaluator, call.args[0], place, call.span):
                    graph.node(value.of).declared += dialect.declare(
                        evaluator, value.name, decorator, place, handler, call.span
                    )


def _app_name(names: Names, layout: Layout, router: RouterValue, call: Call, place: Place) -> str | None:
    """``module:variable``; for an app made in a function ``module:function()`` as Flask's command line writes it."""
    module = module_name(layout, router.file)
    binding = names.binding(router.file, call.span)
    if binding is not None:
        return f"{module}:{_variable(binding.scope, binding.name, binding.read_in)}"
    return f"{module}:{place.scope}()" if place.scope else None


def _variable(scope: str, name: str, read_in: str) -> str:
    if not scope:
        return name
    return f"{scope}.{name}" if scope != read_in else f"{scope}()"
