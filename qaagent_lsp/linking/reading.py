"""How well the words of a name spell a route."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from qaagent_lsp.linking.templates import PLACEHOLDER, segments_of
from qaagent_lsp.linking.words import is_prefix_segment, is_singular_of, same_noun, words_of
from qaagent_lsp.model.route import Route


@dataclass(frozen=True, slots=True)
class Reading:
    """``used`` words of the name spell the whole route, at a ``cost`` for what had to be assumed."""

    used: int
    cost: int

    @property
    def score(self) -> tuple[int, int]:
        """The longest reading is the best; of equally long ones the one that assumes least."""
        return (self.used, -self.cost)


@dataclass(frozen=True, slots=True)
class Part:
    """One segment of a route in words. A parameter has ``spelled``: ways to write it, each with its cost."""

    words: tuple[str, ...]
    prefix: bool = False
    spelled: tuple[tuple[tuple[str, ...], int], ...] = ()


@dataclass(frozen=True, slots=True)
class Readable:
    """A route taken apart into words, once for many names."""

    route: Route
    parts: tuple[Part, ...]

    @property
    def starts(self) -> frozenset[str]:
        """Words that a name of the route may begin with: those of its prefix (``api``, ``v1``) and the one after."""
        found: set[str] = set()
        for part in self.parts:
            found.update(part.words if part.spelled else part.words[:1])
            if not part.prefix and not part.spelled:
                break
        return frozenset(found)

    @property
    def nouns(self) -> frozenset[str]:
        """All words of the literal segments."""
        return frozenset(
            chain.from_iterable(part.words for part in self.parts if not part.spelled and not part.prefix)
        )


def readable(route: Route) -> Readable:
    """Take a route's path apart."""
    return Readable(route, tuple(_part(segment) for segment in segments_of(route.key.path)))


def readings(route: Readable, words: Sequence[str], *, collection: bool) -> Iterator[Reading]:
    """Yield the ways in which a beginning of ``words`` spells the whole route.

    ``collection``: the name speaks of many (``list``), so that the route may not end in a parameter.
    """
    if collection and route.parts and route.parts[-1].spelled:
        return
    for used, cost in _read(route.parts, words, 0, _Before(route.route.key.method)):
        if used:
            yield Reading(used, cost)


@dataclass(frozen=True, slots=True)
class _Before:
    """What stood before a segment: a plural written in the singular means one item."""

    method: str
    singular: bool = False
    started: bool = False


def _read(
    parts: Sequence[Part], words: Sequence[str], used: int, before: _Before
) -> Iterator[tuple[int, int]]:
    if not parts:
        # "get_pet" means one pet: the collection is only the second best answer.
        yield used, 2 if before.singular and before.method == "GET" else 0
        return
    head, rest = parts[0], parts[1:]
    if not before.started and head.prefix:
        for end, cost in _read(rest, words, used, before):
            yield end, cost + 1
    if head.spelled:
        yield from _read_param(head, rest, words, used, before)
        return
    given = words[used : used + len(head.words)]
    if len(given) == len(head.words) and all(map(same_noun, given, head.words)):
        singular = bool(given) and is_singular_of(given[-1], head.words[-1])
        exact = 0 if singular or tuple(given) == head.words else 1
        after = _Before(before.method, singular=singular, started=not head.prefix)
        for end, cost in _read(rest, words, used + len(given), after):
            yield end, cost + exact


def _read_param(
    head: Part, rest: Sequence[Part], words: Sequence[str], used: int, before: _Before
) -> Iterator[tuple[int, int]]:
    after = _Before(before.method, started=True)
    for spelled, price in head.spelled:
        for wanted in (("by", *spelled), spelled):
            if tuple(words[used : used + len(wanted)]) == wanted:
                for end, cost in _read(rest, words, used + len(wanted), after):
                    yield end, cost + price
    last_of_collection = not rest and not before.singular and before.method in {"GET", "HEAD"}
    if before.started and not last_of_collection:
        for end, cost in _read(rest, words, used, after):
            yield end, cost + (1 if before.singular else 3)


def _part(segment: str) -> Part:
    params = PLACEHOLDER.findall(segment)
    if not params:
        return Part(tuple(words_of(segment)), prefix=is_prefix_segment(segment))
    words = tuple(words_of("_".join(params)))
    spelled = [(words, 0)]
    if len(words) > 1:
        spelled.append((words[-1:], 1))
    if words[-1:] in {("id",), ("pk",)}:
        spelled.append((("id",) if words[-1] == "pk" else ("pk",), 2))
    return Part(words, spelled=tuple(spelled))
