"""What parameters and loop targets are in one call or one turn: the same frame for the same way to get there."""

from __future__ import annotations

from collections.abc import Mapping

from qaagent_lsp.discovery.evaluation.values import Frame, FunctionValue, Place
from qaagent_lsp.discovery.syntax.expressions import Call, Each, Expr, Nth, Spread
from qaagent_lsp.discovery.syntax.wiring import Binding, Param

_MAX_FRAMES = 6

Callers = tuple[tuple[Call, Place], ...]
"""Calls of a function, each with where it is read."""


class Frames:
    """The frames of one piece of work. ``callers`` are the calls of functions, by file and name."""

    def __init__(self) -> None:
        """Start with none."""
        self.callers: dict[tuple[str, str], Callers] = {}
        self._calls: dict[tuple[int, ...], Frame | None] = {}
        self._turns: dict[tuple[object, ...], Frame] = {}

    def of_call(
        self,
        value: FunctionValue,
        call: Call,
        place: Place,
        outer: Frame | None = None,
        receiver: Expr | None = None,
    ) -> Frame | None:
        """Tell what the parameters of a function are in one call; None when it has none, or calls nest too deep.

        ``receiver`` is what a method is called on, where that is no object of the class in which the method stands.
        """
        key = (id(call), id(value.function), id(place.via), id(outer))
        if key not in self._calls:
            self._calls[key] = _frame(value, call, place, outer, receiver)
        return self._calls[key]

    def of_turn(self, scope: str, names: Mapping[str, tuple[Expr, Place]], place: Place, turn: int) -> Frame:
        """Tell what the targets of a loop in ``scope`` are; ``turn`` tells its turns apart."""
        key = (tuple(names), turn, place.file, scope, place.via)
        if key not in self._turns:
            depth = place.via.depth if place.via is not None else 0
            self._turns[key] = Frame(place.file, scope, names, place.via, depth)
        return self._turns[key]


def is_given(what: object) -> bool:
    """Tell whether a name is a parameter or the target of a loop."""
    match what:
        case Param() | Binding(value=Each() | Nth(of=Each())):
            return True
        case _:
            return False


def _frame(
    value: FunctionValue, call: Call, place: Place, outer: Frame | None, receiver: Expr | None
) -> Frame | None:
    function = value.function
    params = function.params[1:] if function.in_class else function.params
    depth = 1 + max(via.depth if via is not None else 0 for via in (place.via, outer))
    if not (params or receiver) or depth > _MAX_FRAMES:
        return None
    open_ended = any(isinstance(argument, Spread) for argument in call.args) or any(
        key == "**" for key, _ in call.keywords
    )
    home = Place(value.file, function.parent, function.span.line)
    names = {} if receiver is None else {function.params[0].name: (receiver, place)}
    for position, param in enumerate(params):
        argument = call.rest(position) if param.rest else call.argument(position, param.name)
        if argument is not None:
            names[param.name] = (argument, place)
        elif param.default is not None and not open_ended:
            names[param.name] = (param.default, home)
    return Frame(value.file, function.qualname, names, outer, depth, place)
