"""The dialect of Django REST framework's routers: what ``router.register(prefix, viewset)`` comes to.

Format suffixes are no rows: they are the same routes once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from qaagent_lsp.discovery.dialects.django_classes import class_text, is_true, of_actions
from qaagent_lsp.discovery.dialects.django_paths import (
    of_regex,
    of_route,
    param,
    regex_decides,
    route_decides,
)
from qaagent_lsp.discovery.dialects.drf_actions import extra_actions, has_action
from qaagent_lsp.discovery.dialects.drf_routes import RouteOfRouter, routes_of
from qaagent_lsp.discovery.dialects.gaps import call_at, note_gap
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph, Included
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX
from qaagent_lsp.discovery.evaluation.joining import concatenated
from qaagent_lsp.discovery.evaluation.values import (
    ClassValue,
    External,
    Method,
    Place,
    RouterValue,
    TextValue,
    Value,
)
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Name
from qaagent_lsp.discovery.syntax.wiring import Binding
from qaagent_lsp.model.source import Span

_PLACES = re.compile(r"\{(prefix|lookup|url_path|methodname|trailing_slash)\}")
_ACTION = re.compile(r"\{(?:url_name|methodname|methodnamehyphen)\}")
_MOST_NESTED = 8
_LAST = 1 << 30
_USUAL = frozenset({"SimpleRouter", "DefaultRouter", "NestedSimpleRouter", "NestedDefaultRouter"})
_ROOT_VIEW = "rest_framework.routers.APIRootView"


def decorates(name: str) -> bool:
    """No decorator of a router declares a route."""
    del name
    return False


def declare(
    evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
) -> Iterable[Declared]:
    """No decorator of a router declares a route."""
    del evaluator, name, call, place, handler, span
    return ()


def register(
    evaluator: Evaluator, graph: Graph, router: RouterValue, name: str, call: Call, place: Place
) -> None:
    """Read ``router.register(...)`` and ``router.registry.extend(other.registry)``."""
    if name == "register" and router.kind == "drf":
        graph.node(router).declared += _registered(evaluator, router, call, place)
        below = next((text.text for text in _prefix_texts(evaluator, call, place)), "")
        viewset = call.argument(1, "viewset")
        note_gap(evaluator, graph, router, viewset, place, call_at(call, place), below)
    elif name == "registry.extend" and call.args:
        for value in evaluator.values(call.args[0], place):
            if isinstance(value, Method) and value.name == "registry":
                here = Place(place.file, place.scope, call.span.line)
                graph.node(router).included.append(Included(value.of, NO_PREFIX, "include", at=here))


def construct(evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place) -> None:
    """Read how a router is made: one of drf-nested-routers stands below an object of its parent."""
    if router.kind == "drf":
        graph.node(router).prefixes = (_nested_prefix(evaluator, call, place, _MOST_NESTED),)
        if _has_root_view(evaluator, call, place):
            root = Declared(
                ("GET",),
                NO_PREFIX,
                _root_view(evaluator, call, place),
                place.file,
                call.span,
                place.scope,
                own_prefix=False,
                name="api-root",
                at=Place(place.file, place.scope, _LAST),
            )
            graph.node(router).declared.append(root)


def _has_root_view(evaluator: Evaluator, call: Call, place: Place) -> bool:
    kinds: list[ClassValue | External] = []
    for value in evaluator.values(call.func, place):
        kinds += evaluator.ancestors(value) if isinstance(value, ClassValue) else []
        kinds += [value] if isinstance(value, External) else []
    return any(isinstance(kind, External) and kind.dotted.endswith("DefaultRouter") for kind in kinds)


def _root_view(evaluator: Evaluator, call: Call, place: Place) -> Handler:
    """``router.APIRootView = Root``, or ``APIRootView = Root`` in a class of the project's own."""
    found: list[Value] = []
    binding = evaluator.names.binding(place.file, call.span)
    if binding is not None:
        there = Place(place.file, binding.scope, 1 << 30)
        found += evaluator.name(f"{binding.name}.APIRootView", there) or ()
    for made in evaluator.values(call.func, place):
        if isinstance(made, ClassValue):
            found += evaluator.attribute(made, "APIRootView")
    own = next((value for value in found if isinstance(value, ClassValue)), None)
    handler = Handler(f"{_ROOT_VIEW}.get", place.file, call.span, ("GET",))
    return handler if own is None else next(of_actions(evaluator, own, {"GET": "get"}), handler)


def _is_usual(evaluator: Evaluator, router: RouterValue) -> bool:
    """Tell whether a router puts its patterns in the order that is known: no class of the project's own does."""
    made = evaluator.made.get(router)
    by = evaluator.values(made[0].func, made[1]) if made is not None else ()
    return bool(by) and all(
        isinstance(value, External) and value.dotted.rpartition(".")[2] in _USUAL for value in by
    )


def _prefix_texts(evaluator: Evaluator, call: Call, place: Place) -> tuple[TextValue, ...]:
    prefix = call.argument(0, "prefix")
    return evaluator.texts(prefix, place) if prefix is not None else ()


def _registered(evaluator: Evaluator, router: RouterValue, call: Call, place: Place) -> Iterator[Declared]:
    prefix, viewset = call.argument(0, "prefix"), call.argument(1, "viewset")
    if prefix is None or viewset is None:
        return
    slash, regex = _slash(evaluator, router), _regex_paths(evaluator, router)
    routes = routes_of(evaluator, router)
    texts = _prefix_texts(evaluator, call, place)
    values = evaluator.values(viewset, place)
    plain = len(texts) == 1 and texts[0].confidence == 1 and len(values) == 1 and slash in {"", "/"}
    plain = plain and _is_usual(evaluator, router)
    here = Place(place.file, place.scope, call.span.line)
    for text in texts or (UNKNOWN_PREFIX,):
        for value in values:
            if isinstance(value, ClassValue):
                name = _base_name(evaluator, value, call, place)
                patterns = _patterns_of(evaluator, value, text, slash, call.span, place, routes, regex=regex)
                for rank, pattern in enumerate(patterns):
                    called = pattern.name.replace("{basename}", name) if name else ""
                    for handler in of_actions(evaluator, value, pattern.methods):
                        found = _declared(handler, pattern.path, pattern.span, pattern.place, called)
                        yield replace(found, apart=not (plain and pattern.decides), at=here, rank=rank)
            elif isinstance(value, External):
                why = "the viewset is not in the workspace"
                handler = Handler(value.dotted, place.file, call.span, ("GET",), 0.5, why)
                path = _path(routes[0].url, (of_regex if regex else of_route)(text), slash, regex=regex)
                yield replace(_declared(handler, path, call.span, place, ""), apart=True)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What a viewset is registered with: ``methods`` maps HTTP methods to its methods."""

    methods: Mapping[str, str]
    path: TextValue
    name: str
    span: Span
    place: Place
    decides: bool


def _patterns_of(
    evaluator: Evaluator,
    value: ClassValue,
    prefix: TextValue,
    slash: str,
    span: Span,
    place: Place,
    routes: Iterable[RouteOfRouter],
    *,
    regex: bool,
) -> Iterator[_Pattern]:
    """Yield the patterns of a viewset in the order of ``rest_framework.routers.SimpleRouter.get_routes``."""
    written = of_regex if regex else of_route
    before, lookup = written(prefix), _lookup(evaluator, value, "", regex=regex)
    sure = _decides(prefix.text, regex=regex)
    # inspect.getmembers sorts them
    actions = sorted(extra_actions(evaluator, value), key=lambda one: next(iter(one.methods.values()), ""))
    for route in routes:
        if route.mapping is not None:
            present = {
                verb: action for verb, action in route.mapping.items() if has_action(evaluator, value, action)
            }
            path = _path(route.url, before, slash, regex=regex, lookup=lookup)
            yield _Pattern(present, path, route.name, span, place, sure)
            continue
        for action in actions:
            if action.detail == route.detail:
                own = written(TextValue(action.path)).text
                path = _path(
                    route.url, before, slash, regex=regex, lookup=lookup, url_path=own, methodname=own
                )
                there = Place(action.file, value.definition.qualname, action.span.line)
                known = sure and _decides(action.path, regex=regex)
                name = _ACTION.sub(action.name, route.name)
                yield _Pattern(action.methods, path, name, action.span, there, known)


def _decides(text: str, *, regex: bool) -> bool:
    return regex_decides(f"^{text}$") if regex else route_decides(text)


def _declared(handler: Handler, path: TextValue, span: Span, place: Place, name: str) -> Declared:
    return Declared(handler.methods or (), path, handler, place.file, span, place.scope, name=name)


def _path(url: str, prefix: TextValue, slash: str, *, regex: bool, **parts: str) -> TextValue:
    """``rest_framework.routers.SimpleRouter.get_urls``: an empty prefix takes its slash with it."""
    parts |= {"prefix": prefix.text, "trailing_slash": slash.rstrip("?*")}
    text = ""
    for at, piece in enumerate(_PLACES.split(url.removeprefix("^").removesuffix("$"))):
        text += parts.get(piece, "") if at % 2 else of_regex(TextValue(piece)).text if regex else piece
    return TextValue(text if prefix.text else text.removeprefix("/"), prefix.confidence, prefix.reason)


def _slash(evaluator: Evaluator, router: RouterValue) -> str:
    made = evaluator.made.get(router)
    if made is not None and is_true(made[0].keyword("trailing_slash")) is False:
        return ""
    own = evaluator.classes.get(router)
    known = class_text(evaluator, own, "trailing_slash") if own is not None else None
    return "/" if known is None else known


def _regex_paths(evaluator: Evaluator, router: RouterValue) -> bool:
    made = evaluator.made.get(router)
    return made is None or is_true(made[0].keyword("use_regex_path")) is not False


def _lookup(evaluator: Evaluator, viewset: ClassValue, before: str, *, regex: bool = True) -> str:
    field = class_text(evaluator, viewset, "lookup_field") or "pk"
    name = class_text(evaluator, viewset, "lookup_url_kwarg") or field
    if not regex:
        return param(before + name, class_text(evaluator, viewset, "lookup_value_converter") or "str")
    return param(before + name, class_text(evaluator, viewset, "lookup_value_regex") or "[^/.]+")


def _base_name(evaluator: Evaluator, viewset: ClassValue, call: Call, place: Place) -> str:
    """The name given, or else that of the model of the viewset's ``queryset`` in lower case."""
    given = call.argument(2, "basename") or call.keyword("base_name")
    if given is not None:
        return next((text.text for text in evaluator.texts(given, place)), "")
    for owner in evaluator.ancestors(viewset):
        if isinstance(owner, ClassValue):
            found = evaluator.names.own("queryset", Place(owner.file, owner.definition.qualname, 1 << 30))
            if isinstance(found, Binding):
                return _model(found.value).lower()
    return ""


def _model(expr: Expr) -> str:
    """``Snippet`` of ``models.Snippet.objects.all().order_by("x")``."""
    match expr:
        case Name(dotted=dotted) if "objects" in dotted[1:]:
            return dotted[dotted.index("objects") - 1]
        case Name(dotted=dotted):
            return next((part for part in dotted if part[:1].isupper()), "")
        case Call(func=func):
            return _model(func)
        case _:
            return _model(expr.of) if hasattr(expr, "of") else ""


def _nested_prefix(evaluator: Evaluator, call: Call, place: Place, depth: int) -> TextValue:
    """``NestedSimpleRouter(parent, "domains", lookup="domain")`` stands below ``domains/{domain_pk}/``."""
    if len(call.args) < 2 or not depth:
        return NO_PREFIX
    parent, parent_prefix = call.args[:2]
    lookup = call.argument(2, "lookup")
    before = next((text.text for text in evaluator.texts(lookup, place)), "") if lookup is not None else ""
    for value in evaluator.values(parent, place):
        if not isinstance(value, RouterValue):
            continue
        made = evaluator.made.get(value)
        outer = _nested_prefix(evaluator, *made, depth - 1) if made is not None else NO_PREFIX
        for text in evaluator.texts(parent_prefix, place):
            viewset = _viewset_of(evaluator, value, text.text)
            name = (
                _lookup(evaluator, viewset, f"{before}_")
                if viewset is not None
                else param(f"{before}_pk", "[^/.]+")
            )
            below = of_regex(text)
            inner = TextValue(f"{below.text}/{name}/".lstrip("/"), below.confidence, below.reason)
            return concatenated(outer, inner)
    return UNKNOWN_PREFIX


def _viewset_of(evaluator: Evaluator, router: RouterValue, prefix: str) -> ClassValue | None:
    """Find the viewset that a router has registered under a prefix."""
    for call, place in evaluator.names.calls("register"):
        first, viewset = call.argument(0, "prefix"), call.argument(1, "viewset")
        if (
            first is None
            or viewset is None
            or all(text.text != prefix for text in evaluator.texts(first, place))
        ):
            continue
        for func in evaluator.values(call.func, place):
            if isinstance(func, Method) and func.of == router:
                found = evaluator.values(viewset, place)
                return next((value for value in found if isinstance(value, ClassValue)), None)
    return None
