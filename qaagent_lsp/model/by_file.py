"""What is known of each test, held file by file: an edit replaces one file's part, not a table of all tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, ValuesView
from typing import TypeVar

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of

Value = TypeVar("Value")


class ByFile(Mapping[TestId, Value]):
    """A mapping by test id, made of one mapping for each file; equal to a ``dict`` of the same items.

    The order is that of the files given, then that of each part.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: Mapping[WorkspacePath, Mapping[TestId, Value]]) -> None:
        """Take the parts as they are. Each holds ids of tests of its own file only."""
        self.parts = parts

    def __getitem__(self, test_id: TestId) -> Value:
        part = self.parts.get(file_of(test_id))
        if part is None:
            raise KeyError(test_id)
        return part[test_id]

    def __iter__(self) -> Iterator[TestId]:
        for part in self.parts.values():
            yield from part

    def __len__(self) -> int:
        return sum(map(len, self.parts.values()))

    def values(self) -> ValuesView[Value]:
        """Give the values part by part: no look-up for each."""
        return _Values(self)

    def __repr__(self) -> str:
        return f"ByFile({dict(self)!r})"


class _Values(ValuesView[Value]):
    __slots__ = ("_of",)

    def __init__(self, of: ByFile[Value]) -> None:
        self._of = of

    def __len__(self) -> int:
        return len(self._of)

    def __contains__(self, value: object) -> bool:
        return any(value in part.values() for part in self._of.parts.values())

    def __iter__(self) -> Iterator[Value]:
        for part in self._of.parts.values():
            yield from part.values()
