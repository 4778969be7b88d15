"""What a file says, where lines were put into it or taken from it: each thing stands where it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from qaagent_lsp.discovery.syntax.conditions import Condition
from qaagent_lsp.discovery.syntax.expressions import (
    Call,
    Choice,
    Comprehension,
    Conditional,
    Each,
    Expr,
    Items,
    Joined,
    Keyed,
    Lambda,
    Member,
    Nth,
    Pairs,
    Spread,
)
from qaagent_lsp.discovery.syntax.wiring import (
    Binding,
    Class,
    Decorator,
    Effect,
    Fork,
    Function,
    Import,
    Loop,
    Param,
    Return,
    Wiring,
)
from qaagent_lsp.model.source import Span

_Lined = TypeVar("_Lined", Import, Binding, Return)


_MOVING = frozenset(
    {Call, Lambda, Items, Joined, Pairs, Member, Spread, Each, Nth, Keyed, Comprehension, Choice, Conditional}
)
"""Expressions that say where they stand, or hold some that do; names and texts are far more."""
_MOST_STEPS = 16
_NOWHERE = 1 << 60


@dataclass(frozen=True, slots=True)
class Move:
    """Each of ``steps``, in ascending order: lines behind the first number (1-based) stand so many lines further down.

    ``ends`` tells what ended at a line and column, and ends at another column now, for its last line is another one.
    Many things are moved for one line more, so they are made by their classes: ``replace`` takes twice as long.
    """

    steps: tuple[tuple[int, int], ...] = ()
    ends: Mapping[tuple[int, int], int] = field(default_factory=dict)
    _behind: int = field(init=False, repr=False, compare=False)
    _by: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note how far everything moves that stands behind all steps, which is nearly everything that moves."""
        behind, by = self.steps[-1] if self.steps else (_NOWHERE, 0)
        object.__setattr__(self, "_behind", _NOWHERE if self.ends else behind)
        object.__setattr__(self, "_by", by)

    def __bool__(self) -> bool:
        """Tell whether anything moves."""
        return bool(self.steps or self.ends)

    @property
    def after(self) -> int:
        """The last of the lines before the first one that moves."""
        return self.steps[0][0] if self.steps else _NOWHERE

    def line(self, line: int) -> int:
        """Give where a line is now."""
        by = 0
        for after, much in self.steps:
            if line <= after:
                break
            by = much
        return line + by

    def span(self, span: Span) -> Span:
        """Give where a range is now."""
        if span.line > self._behind:
            by = self._by
            return Span(span.line + by, span.column, span.end_line + by, span.end_column)
        if span.end_line <= self.after and not self.ends:
            return span
        column = self.ends.get((span.end_line, span.end_column), span.end_column)
        return Span(self.line(span.line), span.column, self.line(span.end_line), column)

    def mark(self, span: Span) -> Span:
        """Give where a call or decorator is now: the last one of a function ends where that did, and stays as it is."""
        return span if span.end_line <= self.after else self.span(span)

    def wiring(self, wiring: Wiring) -> Wiring:
        """Give what a file says where each thing stands now."""
        return Wiring(
            tuple([self.lined(one) for one in wiring.imports]),
            tuple([self.lined(one) for one in wiring.bindings]),
            tuple([self.effect(one) for one in wiring.effects]),
            tuple([self.lined(one) for one in wiring.returns]),
            tuple([self.function(one) for one in wiring.functions]),
            tuple([self.class_(one) for one in wiring.classes]),
            tuple([(self.line(begin), self.line(end)) for begin, end in wiring.branches]),
            tuple([self.condition(one) for one in wiring.conditions]),
            tuple([self.fork(one) for one in wiring.forks]),
            wiring.handed,
        )

    def function(self, function: Function) -> Function:
        """Give a function as it stands now."""
        whole = function.span
        if whole.end_line <= self.after and (whole.end_line, whole.end_column) not in self.ends:
            return function
        span = self.span(whole)
        return Function(
            function.qualname,
            function.name,
            function.parent,
            function.in_class,
            span,
            span if function.def_span == whole else self.span(function.def_span),
            self.span(function.name_span),
            function.digest,
            self.decorators(function.decorators),
            self.params(function.params),
            function.asks,
            function.redirects,
            function.answers,
            function.gives,
        )

    def class_(self, item: Class) -> Class:
        """Give a class as it stands now."""
        if item.span.end_line <= self.after:
            return item
        return replace(
            item,
            span=self.span(item.span),
            bases=tuple([self.value(base) for base in item.bases]),
            decorators=self.decorators(item.decorators),
        )

    def effect(self, item: Effect) -> Effect:
        """Give a call as it stands now."""
        if item.span.end_line <= self.after:
            return item
        return Effect(
            item.scope,
            self.value(item.call),
            self.mark(item.span),
            tuple([Loop(one.scope, one.targets, one.unpacks, self.value(one.source)) for one in item.loops]),
        )

    def lined(self, item: _Lined) -> _Lined:
        """Give what stands on a line as it stands now."""
        line = self.line(item.line)
        if line == item.line and isinstance(item, Import):
            return item
        if isinstance(item, Binding):
            value = self.value(item.value)
            same = line == item.line and value == item.value
            return item if same else Binding(item.scope, item.name, value, line, item.read_in)
        if isinstance(item, Return):
            return Return(item.scope, self.value(item.value), line)
        return replace(item, line=line)

    def condition(self, one: Condition) -> Condition:
        """Give a condition with its lines as they are now."""
        return replace(
            one,
            first=self.line(one.first),
            last=self.line(one.last),
            line=self.line(one.line),
            group=self.line(one.group),
        )

    def fork(self, one: Fork) -> Fork:
        """Give what a definition takes with its lines as they are now."""
        return replace(
            one, line=self.line(one.line), under=tuple([self.condition(under) for under in one.under])
        )

    def decorators(self, items: tuple[Decorator, ...]) -> tuple[Decorator, ...]:
        """Give decorators as they stand now."""
        return tuple([Decorator(self.value(item.value), self.span(item.span)) for item in items])

    def params(self, params: tuple[Param, ...]) -> tuple[Param, ...]:
        """Give parameters as they stand now; nearly all say nothing of that."""
        if all(item.annotation is None and item.default is None for item in params):
            return params
        found = tuple([self._param(item) for item in params])
        return params if found == params else found

    def _param(self, item: Param) -> Param:
        if item.annotation is None and item.default is None:
            return item
        return Param(
            item.name,
            None if item.annotation is None else self.value(item.annotation),
            None if item.default is None else self.value(item.default),
            item.rest,
        )

    def value(self, value: Expr) -> Expr:
        """Give an expression as it stands now."""
        if type(value) not in _MOVING:
            return value
        match value:
            case Call(func=func, args=args, keywords=keywords, span=span):
                return Call(
                    self.value(func),
                    tuple([self.value(item) for item in args]),
                    tuple([(name, self.value(item)) for name, item in keywords]),
                    self.span(span),
                )
            case Lambda(span=span):
                return Lambda(self.span(span))
            case Items(items=items):
                return Items(tuple([self.value(item) for item in items]))
            case Joined(parts=parts):
                return Joined(tuple([self.value(item) for item in parts]))
            case Pairs(pairs=pairs):
                return Pairs(tuple([(self.value(key), self.value(item)) for key, item in pairs]))
            case Member() | Spread() | Each() | Nth() | Keyed():  # a key says nothing of where it stands
                return replace(value, of=self.value(value.of))
            case Comprehension():
                return replace(value, element=self.value(value.element), source=self.value(value.source))
            case Choice(options=options, under=under):
                options = tuple([self.value(item) for item in options])
                return Choice(options, tuple([self.condition(one) for one in under]), value.first)
            case Conditional(of=of, under=under):
                return Conditional(self.value(of), tuple([self.condition(one) for one in under]))
            case _:
                return value


def move_between(before: Wiring, now: Wiring) -> Move | None:
    """Tell how lines moved, where that is all that two texts differ in for what they say; else None."""
    old, new = list(_lines(before)), list(_lines(now))
    if len(old) != len(new):
        return None
    steps: list[tuple[int, int]] = []
    by = last = 0
    for line, there in sorted(zip(old, new, strict=True)):
        if there < last:
            return None
        last = there
        if there - line != by:
            by = there - line
            steps.append((line - 1, by))
    ends = {
        (one.span.end_line, one.span.end_column): other.span.end_column
        for one, other in zip(before.functions, now.functions, strict=False)
        if one.span.end_column != other.span.end_column
    }
    move = Move(tuple(steps), ends)
    return move if len(steps) <= _MOST_STEPS and move.wiring(before) == now else None


def _lines(wiring: Wiring) -> Iterator[int]:
    for imported in wiring.imports:
        yield imported.line
    for binding in wiring.bindings:
        yield binding.line
    for returned in wiring.returns:
        yield returned.line
    for effect in wiring.effects:
        yield effect.span.line
        yield effect.span.end_line
    for function in wiring.functions:
        yield function.span.line
        yield function.def_span.line
        yield function.span.end_line
    for item in wiring.classes:
        yield item.span.line
        yield item.span.end_line
