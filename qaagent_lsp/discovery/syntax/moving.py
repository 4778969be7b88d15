"""What a file says, where lines were put into it or taken from it: each thing stands where it is now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from qaagent_lsp.discovery.syntax.conditions import Condition
from qaagent_lsp.discovery.syntax.expressions import (
    Call,
    Choice,
    Conditional,
    Each,
    Expr,
    Items,
    Joined,
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
)
from qaagent_lsp.model.source import Span

_Lined = TypeVar("_Lined", Import, Binding, Return)


@dataclass(frozen=True, slots=True)
class Move:
    """Lines behind ``after`` (1-based) stand ``by`` lines further down; nothing reaches over that line.

    Many things are moved for one line more, so they are made by their classes: ``replace`` takes twice as long.
    """

    after: int
    by: int

    def line(self, line: int) -> int:
        """Give where a line is now."""
        return line + self.by if line > self.after else line

    def span(self, span: Span) -> Span:
        """Give where a range is now."""
        if span.line <= self.after:
            return span
        return Span(span.line + self.by, span.column, span.end_line + self.by, span.end_column)

    def function(self, function: Function) -> Function:
        """Give a function as it stands now."""
        if function.span.line <= self.after or not self.by:
            return function
        span = self.span(function.span)
        return Function(
            function.qualname,
            function.name,
            function.parent,
            function.in_class,
            span,
            span if function.def_span == function.span else self.span(function.def_span),
            self.span(function.name_span),
            function.digest,
            self.decorators(function.decorators),
            self.params(function.params),
            function.asks,
        )

    def class_(self, item: Class) -> Class:
        """Give a class as it stands now."""
        if item.span.line <= self.after:
            return item
        return replace(
            item,
            span=self.span(item.span),
            bases=tuple([self.value(base) for base in item.bases]),
            decorators=self.decorators(item.decorators),
        )

    def effect(self, item: Effect) -> Effect:
        """Give a call as it stands now."""
        if item.span.line <= self.after:
            return item
        return Effect(
            item.scope,
            self.value(item.call),
            self.span(item.span),
            tuple([Loop(one.scope, one.targets, one.unpacks, self.value(one.source)) for one in item.loops]),
        )

    def lined(self, item: _Lined) -> _Lined:
        """Give what stands on a line as it stands now."""
        if item.line <= self.after:
            return item
        line = item.line + self.by
        if isinstance(item, Binding):
            return Binding(item.scope, item.name, self.value(item.value), line, item.read_in)
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
        found = tuple([self._param(item) for item in params])
        return params if found == params else found

    def _param(self, item: Param) -> Param:
        if item.annotation is None and item.default is None:
            return item
        return Param(
            item.name,
            None if item.annotation is None else self.value(item.annotation),
            None if item.default is None else self.value(item.default),
        )

    def value(self, value: Expr) -> Expr:
        """Give an expression as it stands now."""
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
            case Member() | Spread() | Each() | Nth():
                return replace(value, of=self.value(value.of))
            case Choice(options=options, under=under):
                options = tuple([self.value(item) for item in options])
                return Choice(options, tuple([self.condition(one) for one in under]))
            case Conditional(of=of, under=under):
                return Conditional(self.value(of), tuple([self.condition(one) for one in under]))
            case _:
                return value
