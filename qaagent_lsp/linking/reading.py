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
class Readable:
    """Words that a name of the route may start with, and all words of its literal segments."""

    starts: frozenset[str]
    nouns: frozenset[str]


def readable(route: Route) -> Readable:
    """Take the words out of a route's path."""
    segments = segments_of(route.key.path)
    starts: set[str] = set()
    for segment in segments:
        words = words_of(segment)
        starts.update(words if _is_param(segment) else words[:1])
        if not is_prefix_segment(segment) and not _is_param(segment):
            break
    nouns = [words_of(part) for part in segments if not _is_param(part) and not is_prefix_segment(part)]
    return Readable(frozenset(starts), frozenset(chain.from_iterable(nouns)))


def readings(route: Route, words: Sequence[str], *, collection: bool) -> Iterator[Reading]:
    """Yield the ways in which a beginning of ``words`` spells the whole route.

    ``collection``: the name speaks of many (``list``), so that the route may not end in a parameter.
    """
    segments = segments_of(route.key.path)
    if collection and segments and _is_param(segments[-1]):
        return
    for used, cost in _read(segments, words, 0, _Before(route.key.method)):
        if used:
            yield Reading(used, cost)


@dataclass(frozen=True, slots=True)
class _Before:
    """What stood before a segment: a plural written in the singular means one item."""

    method: str
    singular: bool = False
    started: bool = False


def _read(
    segments: Sequence[str], words: Sequence[str], used: int, before: _Before
) -> Iterator[tuple[int, int]]:
    if not segments:
        # "get_pet" means one pet: the collection is only the second best answer.
        yield used, 2 if before.singular and before.method == "GET" else 0
        return
    head, rest = segments[0], segments[1:]
    if not before.started and is_prefix_segment(head):
        for end, cost in _read(rest, words, used, before):
            yield end, cost + 1
    if _is_param(head):
        yield from _read_param(head, rest, words, used, before)
        return
    wanted = words_of(head)
    given = words[used : used + len(wanted)]
    if len(given) == len(wanted) and all(
        same_noun(one, other) for one, other in zip(given, wanted, strict=True)
    ):
        singular = bool(wanted) and is_singular_of(given[-1], wanted[-1])
        exact = 0 if singular or list(given) == list(wanted) else 1
        after = _Before(before.method, singular=singular, started=not is_prefix_segment(head))
        for end, cost in _read(rest, words, used + len(wanted), after):
            yield end, cost + exact


def _read_param(
    head: str, rest: Sequence[str], words: Sequence[str], used: int, before: _Before
) -> Iterator[tuple[int, int]]:
    after = _Before(before.method, started=True)
    for spelled, price in _spelled(head):
        for by in (["by"], []):
            wanted = [*by, *spelled]
            if list(words[used : used + len(wanted)]) == wanted:
                for end, cost in _read(rest, words, used + len(wanted), after):
                    yield end, cost + price
    last_of_collection = not rest and not before.singular and before.method in {"GET", "HEAD"}
    if before.started and not last_of_collection:
        for end, cost in _read(rest, words, used, after):
            yield end, cost + (1 if before.singular else 3)


def _spelled(segment: str) -> Iterator[tuple[Sequence[str], int]]:
    words = words_of("_".join(PLACEHOLDER.findall(segment)))
    yield words, 0
    if len(words) > 1:
        yield words[-1:], 1
    if words and words[-1] in {"id", "pk"}:
        yield ["id"] if words[-1] == "pk" else ["pk"], 2


def _is_param(segment: str) -> bool:
    return PLACEHOLDER.search(segment) is not None
