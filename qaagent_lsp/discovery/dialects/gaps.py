"""Routes that a router is given and of which nothing is known: a list that a function makes, a module found by name."""

from __future__ import annotations

from qaagent_lsp.discovery.dialects.graph import Declared, Graph
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler
from qaagent_lsp.discovery.evaluation.unread import unread, unread_list
from qaagent_lsp.discovery.evaluation.values import ListValue, Place, RouterValue
from qaagent_lsp.discovery.syntax.expressions import Call, Choice, Comprehension, Conditional, Expr, Spread
from qaagent_lsp.model.source import Location

_MAX_DEPTH = 8


def note_gap(
    evaluator: Evaluator,
    graph: Graph,
    router: RouterValue,
    expr: Expr | None,
    place: Place,
    at: Location,
    below: str = "",
) -> None:
    """Note that a router has routes which nobody can see, where nothing tells what ``expr`` is, which has them.

    One entry without methods stands for all of them. It is marked where ``expr`` calls something, or else ``at``,
    where the router is given them; ``below`` is the prefix that they are given there.
    """
    why = unread_list(evaluator, expr, place) if expr is not None else ""
    if not why:
        return
    where = Location(place.file, expr.span) if isinstance(expr, Call) else at
    note_left_out(graph, router, where, why, below, place.scope)


def note_left_out(
    graph: Graph, router: RouterValue, at: Location, why: str, below: str = "", scope: str = ""
) -> None:
    """Note that a router has routes that are not listed, for that reason."""
    nobody = Handler("", at.file, at.span)
    graph.node(router).declared.append(
        Declared((), unread(why, below), nobody, at.file, at.span, scope, apart=True)
    )


def note_gaps(
    evaluator: Evaluator,
    graph: Graph,
    router: RouterValue,
    expr: Expr,
    place: Place,
    at: Location,
    depth: int = 0,
) -> None:
    """As ``note_gap``, of a list and of each of its items."""
    match expr:
        case Spread(of=of) | Conditional(of=of):
            note_gaps(evaluator, graph, router, of, place, at, depth)
            return
        case Choice(options=options):
            for option in options:
                note_gaps(evaluator, graph, router, option, place, at, depth)
            return
        case Comprehension(source=source):
            items = evaluator.items(expr, place)
            for item, there in items if depth < _MAX_DEPTH else ():
                note_gaps(evaluator, graph, router, item, there, at, depth + 1)
            if not items:
                note_gap(evaluator, graph, router, source, place, at)
            return
        case _:
            note_gap(evaluator, graph, router, expr, place, at)
    for value in evaluator.values(expr, place) if depth < _MAX_DEPTH else ():
        if isinstance(value, ListValue):
            for item in value.items:
                note_gaps(evaluator, graph, router, item, value.place, at, depth + 1)


def call_at(call: Call, place: Place) -> Location:
    """Give where a call stands."""
    return Location(place.file, call.span)
