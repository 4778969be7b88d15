"""The tests of a file at rest, packed: of 30,000 few are ever looked at, and an object for each takes much room."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterator, Mapping, Sequence, ValuesView
from typing import NamedTuple, overload

from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId

_PER_TEST = 8
"""Numbers kept of a test: those of its two spans."""

_MANY = 256
"""Tests of a file from which on an index of ids is kept; to look through fewer takes some microseconds."""


class Named(NamedTuple):
    """As much of a test as tells what it is called."""

    id: TestId
    file: WorkspacePath
    name: str
    class_name: str


class FoldedTests(Sequence[TestFunction]):
    """A tuple of tests that are made anew whenever somebody looks; equal to a tuple of the same tests.

    ``ids`` are those of the tests, in their order. What an id of pytest's tells is not kept beside it.
    """

    __slots__ = ("_digests", "_file", "_names", "_numbers", "_places", "_runner", "_width", "ids")

    def __init__(self, tests: Sequence[TestFunction]) -> None:
        """Fold the tests of one file and tool: at least one, no two of one id, their digests of one length."""
        self.ids = tuple(test.id for test in tests)
        self._places = {test_id: at for at, test_id in enumerate(self.ids)} if len(tests) > _MANY else None
        self._file, self._runner = tests[0].file, tests[0].runner
        names = tuple((test.name, test.class_name) for test in tests)
        told = all(_told(test.id) == pair for test, pair in zip(tests, names, strict=True))
        self._names = None if told else names
        self._numbers = array("I", (n for test in tests for n in (*_of(test.span), *_of(test.name_span))))
        digests = "".join(test.digest for test in tests)
        self._width = len(tests[0].digest)
        self._digests = bytes.fromhex(digests)

    def named(self) -> Iterator[Named]:
        """Yield what the tests are called; cheaper than the tests themselves."""
        for at, test_id in enumerate(self.ids):
            yield Named(test_id, self._file, *self._name(at))

    def lines(self) -> Sequence[int]:
        """Give the line on which each begins."""
        return self._numbers[::_PER_TEST]

    @property
    def by_id(self) -> Mapping[TestId, TestFunction]:
        """The tests by their ids."""
        return _ById(self)

    def place(self, test_id: TestId) -> int | None:
        """Tell which test has an id; None where none has."""
        if self._places is not None:
            return self._places.get(test_id)
        return self.ids.index(test_id) if test_id in self.ids else None

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[TestFunction]:
        return map(self._made, range(len(self.ids)))

    @overload
    def __getitem__(self, at: int) -> TestFunction: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[TestFunction]: ...

    def __getitem__(self, at: int | slice) -> TestFunction | Sequence[TestFunction]:
        found = range(len(self.ids))[at]
        return self._made(found) if isinstance(found, int) else tuple(map(self._made, found))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FoldedTests):
            return self._all() == other._all()
        return tuple(self) == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"FoldedTests({tuple(self)!r})"

    def _made(self, at: int) -> TestFunction:
        half, width = _PER_TEST // 2, self._width // 2
        begin = at * _PER_TEST
        return TestFunction(
            self.ids[at],
            self._file,
            *self._name(at),
            Span(*self._numbers[begin : begin + half]),
            Span(*self._numbers[begin + half : begin + _PER_TEST]),
            self._digests[at * width : (at + 1) * width].hex(),
            self._runner,
        )

    def _name(self, at: int) -> tuple[str, str]:
        return _told(self.ids[at]) if self._names is None else self._names[at]

    def _all(self) -> tuple[object, ...]:
        return self.ids, self._file, self._runner, self._names, self._numbers, self._width, self._digests


class _ById(Mapping[TestId, TestFunction]):
    __slots__ = ("_tests",)

    def __init__(self, tests: FoldedTests) -> None:
        self._tests = tests

    def __getitem__(self, test_id: TestId) -> TestFunction:
        place = self._tests.place(test_id)
        if place is None:
            raise KeyError(test_id)
        return self._tests[place]

    def __iter__(self) -> Iterator[TestId]:
        return iter(self._tests.ids)

    def __len__(self) -> int:
        return len(self._tests)

    def values(self) -> ValuesView[TestFunction]:
        return _Values(self._tests)

    def __repr__(self) -> str:
        return repr(dict(self))


class _Values(ValuesView[TestFunction]):
    __slots__ = ("_tests",)

    def __init__(self, tests: FoldedTests) -> None:
        self._tests = tests

    def __len__(self) -> int:
        return len(self._tests)

    def __contains__(self, value: object) -> bool:
        return value in self._tests

    def __iter__(self) -> Iterator[TestFunction]:
        return iter(self._tests)


def folded_tests(tests: Sequence[TestFunction]) -> Sequence[TestFunction]:
    """Fold the tests of one file, unless they are folded already or not such as can be."""
    return FoldedTests(tests) if not isinstance(tests, FoldedTests) and _can_be_folded(tests) else tests


def named(tests: Sequence[TestFunction]) -> Iterator[Named | TestFunction]:
    """Yield what tests are called, folded or not."""
    return tests.named() if isinstance(tests, FoldedTests) else iter(tests)


def named_but(tests: Sequence[TestFunction], left_out: Container[TestId]) -> Sequence[Named | TestFunction]:
    """Give what tests are called, folded or not, without some of them."""
    if isinstance(tests, FoldedTests) and all(test_id in left_out for test_id in tests.ids):
        return ()
    return [test for test in named(tests) if test.id not in left_out]


def with_lines(tests: Sequence[TestFunction]) -> Iterator[tuple[Named | TestFunction, int]]:
    """Yield what tests are called, and the line on which each begins."""
    lines = tests.lines() if isinstance(tests, FoldedTests) else [test.span.line for test in tests]
    return zip(named(tests), lines, strict=True)


def _can_be_folded(tests: Sequence[TestFunction]) -> bool:
    alike = {(test.file, test.runner, len(test.digest)) for test in tests}
    return len(alike) == 1 and len({test.id for test in tests}) == len(tests)


def _told(test_id: TestId) -> tuple[str, str]:
    """Read name and class out of an id as pytest writes it."""
    _, _, inside = test_id.partition("::")
    class_name, _, name = inside.rpartition("::")
    return name, class_name


def _of(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column
