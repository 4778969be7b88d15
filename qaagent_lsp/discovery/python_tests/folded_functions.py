"""The functions of a file of tests at rest as bytes: they are as many as the tests, and seldom looked at."""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

from qaagent_lsp.discovery.syntax.redirecting import Redirect
from qaagent_lsp.discovery.syntax.wiring import Decorator, Function, Param
from qaagent_lsp.model.source import Span

_Said = tuple[tuple[Decorator, ...], tuple[Param, ...]]


class FoldedFunctions(Sequence[Function]):
    """A tuple of functions that are made anew whenever somebody looks.

    Their decorators and parameters are kept as they are: many functions share them.
    """

    __slots__ = ("_content", "_length", "_said")

    def __init__(self, functions: Iterable[Function]) -> None:
        """Fold the functions of one file."""
        rows = []
        said: dict[tuple[int, int], tuple[int, _Said]] = {}
        for one in functions:
            pair = (id(one.decorators), id(one.params))
            at, _ = said.setdefault(pair, (len(said), (one.decorators, one.params)))
            rows.append(
                (
                    one.qualname,
                    one.name,
                    one.parent,
                    one.in_class,
                    _numbers(one.span),
                    () if one.def_span == one.span else _numbers(one.def_span),
                    _numbers(one.name_span),
                    one.digest,
                    one.asks,
                    tuple([(way.to, way.when, way.keeps) for way in one.redirects]) if one.redirects else (),
                    one.answers,
                    at,
                )
            )
        self._length = len(rows)
        self._said = tuple(pair for _, pair in said.values())
        self._content = zlib.compress(marshal.dumps(rows), 1)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Function]:
        for row in self._rows():
            qualname, name, parent, in_class, whole, defined, named, digest, asks, ways, answers, at = row
            span = Span(*whole)
            def_span = Span(*defined) if defined else span
            decorators, params = self._said[at]
            yield Function(
                qualname,
                name,
                parent,
                in_class,
                span,
                def_span,
                Span(*named),
                digest,
                decorators,
                params,
                asks,
                tuple([Redirect(*way) for way in ways]) if ways else (),
                answers,
            )

    @overload
    def __getitem__(self, at: int) -> Function: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Function]: ...

    def __getitem__(self, at: int | slice) -> Function | Sequence[Function]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FoldedFunctions):
            return tuple(self) == other
        if self._content == other._content and self._said == other._said:
            return True
        return tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"FoldedFunctions({tuple(self)!r})"

    def _rows(self) -> list[Any]:
        rows: list[Any] = marshal.loads(zlib.decompress(self._content))  # noqa: S302 - made by this very class
        return rows


def folded_functions(functions: Sequence[Function]) -> Sequence[Function]:
    """Fold functions, unless there are none or they are folded already."""
    if not functions or isinstance(functions, FoldedFunctions):
        return functions
    return FoldedFunctions(functions)


def _numbers(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column
