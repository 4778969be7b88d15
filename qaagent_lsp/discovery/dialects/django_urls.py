"""The dialect of Django's urlconfs: a module's ``urlpatterns`` is a router, ``include()`` puts one below another.

What Django brings itself is no row where it cannot be known: ``admin.site.urls``, ``static()``, urlconfs of other
packages save a few that many include.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qaagent_lsp.discovery.dialects import ninja
from qaagent_lsp.discovery.dialects.django_known_urls import KNOWN_SPACES, KNOWN_URLS
from qaagent_lsp.discovery.dialects.django_paths import of_regex, of_route, regex_decides, route_decides
from qaagent_lsp.discovery.dialects.django_views import is_a_view, views
from qaagent_lsp.discovery.dialects.doubts import told_at
from qaagent_lsp.discovery.dialects.gaps import note_gap
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph, Included
from qaagent_lsp.discovery.evaluation.django_values import language_prefix
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX, texts_with_holes
from qaagent_lsp.discovery.evaluation.unread import unread_path
from qaagent_lsp.discovery.evaluation.values import (
    External,
    ListValue,
    Made,
    Method,
    ModuleValue,
    Place,
    RouterValue,
    TextValue,
    Value,
)
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.modules import find_module
from qaagent_lsp.discovery.syntax.expressions import (
    Call,
    Choice,
    Comprehension,
    Conditional,
    Expr,
    Flag,
    Joined,
    Member,
    Name,
    Nothing,
    Spread,
)
from qaagent_lsp.discovery.syntax.wiring import Binding
from qaagent_lsp.model.source import Location, Span, WorkspacePath

_LIST = "urlpatterns"
_WHOLE_FILE = Span(1, 1, 1, 1)
_END = 1 << 30
_PATHS: dict[str, Callable[[TextValue], TextValue]] = {"path": of_route, "re_path": of_regex, "url": of_regex}
_TRANSLATED = frozenset({"gettext_lazy", "ugettext_lazy", "gettext", "gettext_noop", "pgettext_lazy"})


@dataclass(frozen=True, slots=True)
class _Target:
    """What ``include()`` puts below a prefix."""

    router: RouterValue
    namespaces: tuple[str, ...] = ()


def concerns(facts: FileFacts) -> bool:
    """Tell whether a file is a urlconf."""
    wiring = facts.wiring
    return any(item.name == _LIST and not item.scope for item in wiring.bindings) or any(
        item.name == _LIST and not item.scope for item in wiring.imports
    )


def read(evaluator: Evaluator, graph: Graph, facts: FileFacts) -> None:
    """Read the patterns of a urlconf."""
    router = RouterValue("urlconf", facts.file, _WHOLE_FILE)
    graph.node(router)
    patterns(evaluator, graph, router, Name((_LIST,)), Place(facts.file, "", _END))


def urlconf_of(evaluator: Evaluator, importer: WorkspacePath, module: str) -> RouterValue | None:
    """Give the urlconf that a dotted name means; None when it lies outside the workspace."""
    path = find_module(evaluator.layout, importer, module, 0) if module else None
    return None if path is None else _urlconf(evaluator, path)


def patterns(evaluator: Evaluator, graph: Graph, router: RouterValue, expr: Expr, place: Place) -> None:
    """Read a list of patterns, or a pattern, into the node of a router."""
    match expr:
        case Spread(of=of):
            patterns(evaluator, graph, router, of, place)
        case Conditional(of=of, under=under):
            with graph.under(router, told_at(place, under)):
                patterns(evaluator, graph, router, of, place)
        case Choice(options=options, under=under) if under:
            for of, condition in zip(options, under, strict=True):
                patterns(evaluator, graph, router, Conditional(of, (condition,)), place)
        case Choice():
            with graph.in_turn(router, _at(router), known=False):
                for of in expr.options:
                    patterns(evaluator, graph, router, of, place)
        case Joined(parts=parts):  # lists put together by name
            for part in parts:
                patterns(evaluator, graph, router, part, place)
        case _:
            _whatever(evaluator, graph, router, expr, place)


def _whatever(evaluator: Evaluator, graph: Graph, router: RouterValue, expr: Expr, place: Place) -> None:
    if isinstance(expr, Comprehension):
        items = evaluator.items(expr, place)
        for item, there in items:
            patterns(evaluator, graph, router, item, there)
        if items:
            return
        expr = expr.source
    else:
        values = evaluator.values(expr, place)
        for value in values:
            with graph.in_turn(router, _at(router), known=len(values) == 1):
                _patterns_of(evaluator, graph, router, value)
    note_gap(evaluator, graph, router, expr, place, _stands_at(evaluator, router))


def _stands_at(evaluator: Evaluator, router: RouterValue) -> Location:
    """Give where a list of patterns is written: that of a module where it is bound last."""
    found = evaluator.names.own(_LIST, Place(router.file, "", _END))
    if router.span != _WHOLE_FILE or not isinstance(found, Binding):
        return Location(router.file, router.span)
    line = Span(found.line, 1, found.line, 1)
    return Location(router.file, found.value.span if isinstance(found.value, Call) else line)


def _at(router: RouterValue) -> Place:
    """All patterns of a list take their turns in one place."""
    return Place(router.file, "", 0)


def _patterns_of(evaluator: Evaluator, graph: Graph, router: RouterValue, value: Value) -> None:
    match value:
        case ListValue(place=place) if (whole := _whole(evaluator, value)) not in {None, router}:
            assert whole is not None
            graph.node(router).included.append(Included(whole, NO_PREFIX, "include"))
        case ListValue(items=items, place=place):
            for item in items:
                patterns(evaluator, graph, router, item, place)
        case Method(of=other, name="urls"):
            graph.node(router).included.append(Included(other, NO_PREFIX, "include"))
        case Made(by=by, call=call, place=place):
            name = by.rpartition(".")[2]
            if name in _PATHS:
                _pattern(evaluator, graph, router, call, place, _PATHS[name])
            elif name == "i18n_patterns":
                inner = RouterValue("urlconf", place.file, call.span)
                prefixed = call.keyword("prefix_default_language")
                language = language_prefix(evaluator, default_has_one=prefixed != Flag(value=False))
                graph.node(router).included.append(Included(inner, language, "include", alone=True))
                for arg in call.args:
                    patterns(evaluator, graph, inner, arg, place)
            elif name in {"format_suffix_patterns", "patterns"}:
                for arg in call.args[:1] if name == "format_suffix_patterns" else call.args[1:]:
                    patterns(evaluator, graph, router, arg, place)
        case _:
            return


def _pattern(
    evaluator: Evaluator,
    graph: Graph,
    router: RouterValue,
    call: Call,
    place: Place,
    written: Callable[[TextValue], TextValue],
) -> None:
    route, view = call.argument(0, "route") or call.keyword("regex"), call.argument(1, "view")
    if route is None or view is None:
        return
    node = graph.node(router)
    hole = "<unknown>" if written is of_route else "[^/]+"
    texts = tuple(_texts(evaluator, route, place, hole))
    paths = [written(text) for text in texts]
    decides = route_decides if written is of_route else regex_decides
    targets = tuple(_included(evaluator, graph, view, place, call.span))
    alone = len(texts) == 1 and texts[0].confidence == 1 and len(targets) < 2
    if targets:
        with graph.in_turn(router, _at(router), known=alone and decides(texts[0].text, below=True)):
            node.included += [
                Included(target.router, path, "include", target.namespaces)
                for target in targets
                for path in paths or (UNKNOWN_PREFIX,)
            ]
    elif not _is_of_others(evaluator, view, place):
        name = call.keyword("name") or call.argument(3, "name")
        names = evaluator.texts(name, place) if name is not None else ()
        called = names[0].text if names else ""
        for handler in views(evaluator, view, place, call.span):
            methods = ("GET",) if handler.methods is None else handler.methods
            known = alone and is_a_view(handler) and decides(texts[0].text)
            node.declared += [
                Declared(
                    methods, path, handler, place.file, call.span, place.scope, name=called, apart=not known
                )
                for path in paths or unread_path(evaluator, route, place)
            ]
    _note_gap_below(evaluator, graph, router, call, place, paths[:1])


def _note_gap_below(
    evaluator: Evaluator,
    graph: Graph,
    router: RouterValue,
    call: Call,
    place: Place,
    below: Sequence[TextValue],
) -> None:
    """Note that nothing is known of what is put below a path, where that is not another package's."""
    view = call.argument(1, "view")
    for value in evaluator.values(view, place) if view is not None else ():
        if isinstance(value, Made) and value.by.rpartition(".")[2] == "include":
            arg, at = value.call.argument(0, "arg"), Location(place.file, call.span)
            note_gap(evaluator, graph, router, arg, value.place, at, "".join(one.text for one in below))


def _texts(evaluator: Evaluator, expr: Expr, place: Place, hole: str) -> Iterator[TextValue]:
    """Read a path, looking through ``gettext_lazy("about/")``."""
    if isinstance(expr, Joined):
        yield from texts_with_holes(evaluator, expr, place, hole)
        return
    for value in evaluator.values(expr, place):
        if isinstance(value, TextValue):
            yield value
        elif isinstance(value, Made) and value.by.rpartition(".")[2] in _TRANSLATED and value.call.args:
            for text in evaluator.texts(value.call.args[-1], value.place):
                yield TextValue(text.text, 0.9, "this path is translated")


def _included(evaluator: Evaluator, graph: Graph, view: Expr, place: Place, span: Span) -> Iterator[_Target]:
    for value in evaluator.values(view, place):
        match value:
            case Made(by=by, call=call, place=there) if by.rpartition(".")[2] == "include":
                given = call.argument(1, "namespace")
                named = evaluator.texts(given, there) if given is not None else ()
                argument = call.argument(0, "arg")
                for target in _targets(evaluator, graph, argument, there, call.span) if argument else ():
                    spaces = (*(text.text for text in named), *target.namespaces)
                    yield _Target(target.router, tuple(dict.fromkeys(spaces)))
            case Method(of=of, name="urls"):
                yield _Target(of, ninja.namespaces(evaluator, of))
            case ListValue():  # path("x/", (patterns, "app", "namespace"))
                yield from _targets(evaluator, graph, view, place, span)
            case _:
                pass


def _targets(evaluator: Evaluator, graph: Graph, expr: Expr, place: Place, span: Span) -> Iterator[_Target]:
    for value in evaluator.values(expr, place):
        match value:
            case TextValue() | ModuleValue() | External():
                yield from _of_module(evaluator, graph, value, place, span)
            case Method(of=of, name="urls"):
                yield _Target(of, ninja.namespaces(evaluator, of))
            case ListValue(items=(first, second, *more), place=there) if len(more) < 2 and _is_name(
                evaluator, second, there
            ):
                spaces = [text.text for item in (*more, second) for text in evaluator.texts(item, there)]
                for target in _targets(evaluator, graph, first, there, span):
                    yield _Target(target.router, tuple(dict.fromkeys(spaces)) or target.namespaces)
            case ListValue() if (whole := _whole(evaluator, value)) is not None:
                yield _Target(whole)
            case ListValue() | Made():
                inner = RouterValue("urlconf", place.file, span)
                _patterns_of(evaluator, graph, inner, value)
                yield _Target(inner)
            case _:
                pass


def _whole(evaluator: Evaluator, value: ListValue) -> RouterValue | None:
    """Give the urlconf of which a list is the whole ``urlpatterns``, as other modules import it."""
    file = value.place.file
    listed = evaluator.name(_LIST, Place(file, "", _END)) if not value.place.scope else None
    return RouterValue("urlconf", file, _WHOLE_FILE) if value in (listed or ()) else None


def _of_module(
    evaluator: Evaluator,
    graph: Graph,
    value: TextValue | ModuleValue | External,
    place: Place,
    span: Span,
) -> Iterator[_Target]:
    """Give the urlconf that ``include("a.b.urls")`` or ``include(urls)`` means."""
    if isinstance(value, ModuleValue):
        name, router = "", _urlconf(evaluator, value.path)
    else:
        name = value.text if isinstance(value, TextValue) else value.dotted
        router = urlconf_of(evaluator, place.file, name) if isinstance(value, TextValue) else None
    if router is not None:
        yield _Target(router, _app_name(evaluator, router))
    elif name in KNOWN_URLS:
        yield _known(graph, name, place, span)


def _known(graph: Graph, module: str, place: Place, span: Span) -> _Target:
    """Declare what an urlconf of the frameworks serves, at the place where it is included."""
    router = RouterValue("urlconf", place.file, span)
    for pattern in KNOWN_URLS[module]:
        path = of_route(TextValue(pattern.path))
        methods = pattern.methods
        for method in methods:
            is_class = pattern.view.rpartition(".")[2][:1].isupper()
            name = f"{pattern.view}.{method.lower()}" if is_class else pattern.view
            handler = Handler(name, place.file, span, (method,))
            graph.node(router).declared.append(
                Declared((method,), path, handler, place.file, span, place.scope, name=pattern.name)
            )
    return _Target(router, KNOWN_SPACES.get(module, ()))


def _urlconf(evaluator: Evaluator, path: str) -> RouterValue | None:
    file = evaluator.layout.files.get(path)
    if file is None:
        return None
    if not evaluator.names.knows(file):
        evaluator.wanted.add(file)
    return RouterValue("urlconf", file, _WHOLE_FILE)


def _app_name(evaluator: Evaluator, router: RouterValue) -> tuple[str, ...]:
    found = evaluator.name("app_name", Place(router.file, "", _END)) or ()
    return tuple(value.text for value in found if isinstance(value, TextValue))[:1]


def _is_name(evaluator: Evaluator, expr: Expr, place: Place) -> bool:
    return isinstance(expr, Nothing) or bool(evaluator.texts(expr, place))


def _is_of_others(evaluator: Evaluator, view: Expr, place: Place) -> bool:
    """``admin.site.urls`` and includes that lead outside the workspace: nothing of it is the project's own."""
    match view:
        case Name(dotted=(*_, "urls")) | Member(name="urls"):
            return True
        case _:
            found = evaluator.values(view, place)
            return any(
                (isinstance(value, Made) and value.by.rpartition(".")[2] == "include")
                or value == External("django.views.static.serve")
                for value in found
            )
