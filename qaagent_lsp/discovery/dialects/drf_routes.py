"""Which patterns a router of Django REST framework makes for each viewset: the usual ones, or those of its class.

A class says ``routes = [Route(...), DynamicRoute(...)]``, or adds to what a route maps:
``self.routes[0].mapping.update({"delete": "bulk_destroy"})``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qaagent_lsp.discovery.dialects.django_classes import is_true, mapped_actions
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.values import ClassValue, ListValue, Made, Place, RouterValue
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Member, Name, Nth

_LIST = {"GET": "list", "POST": "create"}
_DETAIL = {"GET": "retrieve", "PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}
_ROUTE = "Route"
_DYNAMIC = {"DynamicRoute": None, "DynamicListRoute": False, "DynamicDetailRoute": True}
"""What stands for a pattern of each action with ``@action``; whether for those of one object, if its name says so."""


@dataclass(frozen=True, slots=True)
class RouteOfRouter:
    """``url`` and ``name`` as the framework's ``Route`` has them, to be formatted.

    ``mapping`` are the actions by method (upper case); None stands for each of the actions with ``@action``.
    """

    url: str
    mapping: Mapping[str, str] | None
    name: str
    detail: bool


USUAL = (
    RouteOfRouter("^{prefix}{trailing_slash}$", _LIST, "{basename}-list", detail=False),
    RouteOfRouter("^{prefix}/{url_path}{trailing_slash}$", None, "{basename}-{url_name}", detail=False),
    RouteOfRouter("^{prefix}/{lookup}{trailing_slash}$", _DETAIL, "{basename}-detail", detail=True),
    RouteOfRouter(
        "^{prefix}/{lookup}/{url_path}{trailing_slash}$", None, "{basename}-{url_name}", detail=True
    ),
)
"""``rest_framework.routers.SimpleRouter.routes``."""


def routes_of(evaluator: Evaluator, router: RouterValue) -> tuple[RouteOfRouter, ...]:
    """Give the patterns of a router in their order."""
    own = evaluator.classes.get(router)
    if own is None:
        return USUAL
    found = list(_listed(evaluator, own) or USUAL)
    for index, more in _updates(evaluator, own):
        if index < len(found) and (before := found[index].mapping) is not None:
            found[index] = replace(found[index], mapping={**before, **more})
    return tuple(found)


def _listed(evaluator: Evaluator, own: ClassValue) -> tuple[RouteOfRouter, ...]:
    """Read the ``routes`` of a class; nothing where not all of them can be read."""
    found: list[RouteOfRouter] = []
    for value in evaluator.attribute(own, "routes"):
        if not isinstance(value, ListValue):
            return ()
        for item in value.items:
            made = [one for one in evaluator.values(item, value.place) if isinstance(one, Made)]
            route = _route(evaluator, made[0]) if len(made) == 1 else None
            if route is None:
                return ()
            found.append(route)
    return tuple(found)


def _route(evaluator: Evaluator, made: Made) -> RouteOfRouter | None:
    kind, call, place = made.by.rpartition(".")[2], made.call, made.place
    if kind != _ROUTE and kind not in _DYNAMIC:
        return None
    after = int(kind == _ROUTE)
    mapping, detail = call.argument(1, "mapping"), call.argument(2 + after, "detail")
    mapped = mapped_actions(evaluator, mapping, place) if kind == _ROUTE and mapping is not None else None
    url, name = _text(evaluator, call.argument(0, "url"), place), call.argument(1 + after, "name")
    if url is None or (kind == _ROUTE and not mapped):
        return None
    of_one = _DYNAMIC.get(kind)
    is_detail = "{lookup}" in url if of_one is None and is_true(detail) is None else of_one or is_true(detail)
    return RouteOfRouter(url, mapped, _text(evaluator, name, place) or "", bool(is_detail))


def _text(evaluator: Evaluator, expr: Expr | None, place: Place) -> str | None:
    texts = evaluator.texts(expr, place) if expr is not None else ()
    return texts[0].text if len(texts) == 1 and texts[0].confidence == 1 else None


def _updates(evaluator: Evaluator, own: ClassValue) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Read ``self.routes[0].mapping.update({...})`` in a class or one that it inherits from, methods and all."""
    owners = [item for item in evaluator.ancestors(own) if isinstance(item, ClassValue)]
    for call, place in evaluator.names.calls("update"):
        index = _index(call)
        if index is not None and any(_is_in(place, owner) for owner in owners):
            yield index, mapped_actions(evaluator, call.args[0], place)


def _is_in(place: Place, owner: ClassValue) -> bool:
    scope = owner.definition.qualname
    return place.file == owner.file and (place.scope == scope or place.scope.startswith(f"{scope}."))


def _index(call: Call) -> int | None:
    match call:
        case Call(
            func=Member(
                of=Member(
                    of=Nth(of=Name(dotted=("self", "routes") | ("routes",)), index=index), name="mapping"
                ),
                name="update",
            ),
            args=(_,),
        ):
            return index
        case _:
            return None
