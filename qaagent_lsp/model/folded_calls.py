"""The client calls of a file as bytes: of 30,000 tests they take a tenth of the room, and few are ever looked at."""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, overload

from qaagent_lsp.model.client_call import ClientCall, Follows
from qaagent_lsp.model.source import Span
from qaagent_lsp.model.test import TestId


class AskedOf(NamedTuple):
    """As much of a call as tells which route it means."""

    test: TestId
    method: str
    url: str
    apps: tuple[str, ...]
    follows: Follows
    own: bool


class FoldedCalls(Sequence[ClientCall]):
    """A tuple of calls that are made anew whenever somebody looks: one look for all of a file, not one for each."""

    __slots__ = ("_content", "_length")

    def __init__(self, calls: Iterable[ClientCall]) -> None:
        """Fold the calls of one file."""
        rows = [
            (
                call.test,
                call.method,
                call.url,
                call.apps,
                call.follows,
                call.own,
                (call.span.line, call.span.column, call.span.end_line, call.span.end_column),
                call.text,
                call.clients,
                call.through,
                call.owner,
            )
            for call in calls
        ]
        self._length = len(rows)
        self._content = zlib.compress(marshal.dumps(rows), 1)

    def asked(self) -> Sequence[AskedOf]:
        """Give what each call asks; cheaper than the calls themselves."""
        return [AskedOf(*row[:6]) for row in self._rows()]

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[ClientCall]:
        for test, method, url, apps, follows, own, span, text, clients, through, owner in self._rows():
            yield ClientCall(
                test, method, url, Span(*span), text, apps, clients, through, owner, follows, own
            )

    @overload
    def __getitem__(self, at: int) -> ClientCall: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[ClientCall]: ...

    def __getitem__(self, at: int | slice) -> ClientCall | Sequence[ClientCall]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FoldedCalls):
            return tuple(self) == other
        return self._content == other._content or self._rows() == other._rows()

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"FoldedCalls({tuple(self)!r})"

    def _rows(self) -> list[Any]:
        rows: list[Any] = marshal.loads(zlib.decompress(self._content))  # noqa: S302 - made by this very class
        return rows


def folded(calls: Sequence[ClientCall]) -> Sequence[ClientCall]:
    """Fold calls, unless there are none or they are folded already."""
    return FoldedCalls(calls) if calls and not isinstance(calls, FoldedCalls) else calls


def asked_by(calls: Sequence[ClientCall]) -> Sequence[AskedOf | ClientCall]:
    """Give what calls ask, folded or not."""
    return calls.asked() if isinstance(calls, FoldedCalls) else calls
