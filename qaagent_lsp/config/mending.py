"""A tree → a model of it: what the model refuses is taken out, piece by piece, until it takes the rest.

One mistake never costs the rest: an unknown key is said and passed over, a bad value is said and its default holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, TypedDict, TypeVar

from pydantic import ValidationError

from qaagent_lsp.config.keys import Keys, Leaf, Shape, key_at, keys_of, kind_of, shape_at
from qaagent_lsp.config.section import Section
from qaagent_lsp.config.yaml_tree import (
    Path,
    YamlList,
    YamlMapping,
    YamlScalar,
    YamlTree,
    found_at,
    key_span,
    plain,
    value_span,
    with_value,
)
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath

UNKNOWN_KEY = "unknown-config-key"
MISSING_KEY = "missing-config-key"
BAD_VALUE = "bad-config-value"

S = TypeVar("S", bound=Section)

_CONTAINERS = frozenset({"model_type", "dict_type", "tuple_type", "list_type"})


class _Refusal(TypedDict):
    """One entry of ``ValidationError.errors()``, as far as it is used."""

    type: str
    loc: Path
    msg: str
    ctx: dict[str, object]


@dataclass(frozen=True, slots=True)
class Mended(Generic[S]):
    """What could be read. ``value`` is None when nothing could; ``refused`` are the paths of what does not count."""

    value: S | None
    problems: tuple[Problem, ...]
    refused: frozenset[Path]

    def has_refused(self, path: Path) -> bool:
        """Tell whether a value at or below a path does not count."""
        return any(refused[: len(path)] == path for refused in self.refused)


def mend(tree: YamlMapping, model: type[S], file: WorkspacePath, stand_ins: Mapping[Path, str]) -> Mended[S]:
    """Return what a tree says in terms of a model. ``stand_ins`` are taken for required texts that are missing."""
    mending = _Mending(tree, model, file, stand_ins)
    value = mending.value()
    return Mended(value, tuple(mending.problems), frozenset(mending.refused))


class _Mending(Generic[S]):
    """A tree that becomes smaller until the model takes it."""

    def __init__(
        self, tree: YamlMapping, model: type[S], file: WorkspacePath, stand_ins: Mapping[Path, str]
    ) -> None:
        self.problems: list[Problem] = []
        self.refused: set[Path] = set()
        self._stood_in: set[Path] = set()
        self._tree: YamlTree = tree
        self._model = model
        self._file = file
        self._stand_ins = stand_ins

    def value(self) -> S | None:
        """Return what the rest says."""
        while True:
            try:
                return self._model.model_validate(plain(self._tree))
            except ValidationError as error:
                before = self._tree
                for refusal in _from_the_end(error):
                    self._mend(refusal)
                if self._tree == before:
                    self._say(before.span, f"Cannot be used: {error.errors()[0]['msg']}.", BAD_VALUE)
                    return None

    def _mend(self, refusal: _Refusal) -> None:
        path = refusal["loc"]
        found = found_at(self._tree, path)
        if refusal["type"] == "missing":
            self._stand_in(path)
        elif refusal["type"] == "extra_forbidden":
            self._say(key_span(self._tree, path), _unknown(path, Keys(self._model)), UNKNOWN_KEY)
            self._put(path, None)
        elif refusal["type"] in _CONTAINERS and isinstance(found, YamlScalar) and found.value is None:
            # A section without anything in it, as it stands while it is typed.
            empty = YamlList if refusal["type"] in {"tuple_type", "list_type"} else YamlMapping
            self._put(path, empty(found.span))
        elif refusal["type"] == "string_type" and isinstance(found, YamlScalar) and found.value is not None:
            # `version: 1.10` and `PORT: 8000` are texts to whoever wrote them.
            self._put(path, YamlScalar(found.span, found.text, found.text))
        else:
            self._say(value_span(self._tree, path), _wrong(path, refusal, Keys(self._model)), BAD_VALUE)
            self.refused.add(path)
            key = key_at(path, Keys(self._model))
            if key and key.required and path not in self._stand_ins and path[:-1]:
                # At once, while the index of a list's item is what it was.
                self.refused.add(path[:-1])
                self._put(path[:-1], None)
            else:
                self._put(path, None)

    def _stand_in(self, path: Path) -> None:
        around = found_at(self._tree, path[:-1])
        if around is None:
            return
        if not any(path[:length] in self.refused for length in range(1, len(path) + 1)):
            name = ".".join(map(str, path))
            self._say(key_span(self._tree, path[:-1]), f"{name} is missing.", MISSING_KEY)
            self.refused.add(path)
        text = self._stand_ins.get(path)
        nowhere = Span(around.span.line, around.span.column, around.span.line, around.span.column)
        if text is not None:
            self._put(path, YamlScalar(nowhere, text, text))
        elif isinstance(shape_at(path, Keys(self._model)), Keys) and path not in self._stood_in:
            self._stood_in.add(path)  # once: it may have to go again with what it lacks itself
            self._put(path, YamlMapping(nowhere))
        else:
            self.refused.add(path[:-1])
            self._put(path[:-1], None)

    def _put(self, path: Path, value: YamlTree | None) -> None:
        if path:
            self._tree = with_value(self._tree, path, value)

    def _say(self, span: Span, message: str, code: str) -> None:
        self.problems.append(Problem(self._file, span, message, code))


def _from_the_end(error: ValidationError) -> Iterator[_Refusal]:
    """Return refusals so that taking one out leaves the indices of the others as they are."""
    refusals = [
        _Refusal(type=one["type"], loc=one["loc"], msg=one["msg"], ctx=one.get("ctx", {}))
        for one in error.errors(include_url=False, include_input=False)
    ]
    return iter(
        sorted(
            refusals,
            key=lambda one: [(isinstance(s, str), str(s).rjust(9)) for s in one["loc"]],
            reverse=True,
        )
    )


def _unknown(path: Path, root: Shape) -> str:
    *around, key = path
    place = f" in {'.'.join(map(str, around))}" if around else ""
    shape = shape_at(tuple(around), root)
    names = [known.name for known in keys_of(shape)] if shape else []
    near = get_close_matches(str(key), names, n=1, cutoff=0.6)
    if near:
        return f"Unknown key '{key}'{place}; did you mean '{near[0]}'?"
    return f"Unknown key '{key}'{place}. Known: {', '.join(names)}."


def _wrong(path: Path, refusal: _Refusal, root: Shape) -> str:
    name = ".".join(str(step) for step in path if isinstance(step, str))
    limits = refusal["ctx"]
    match refusal["type"]:
        case "greater_than":
            wanted = f"more than {limits['gt']:g}" if isinstance(limits["gt"], float) else "more"
        case "greater_than_equal":
            wanted = f"{limits['ge']} or more"
        case "string_pattern_mismatch":
            wanted = "an address that begins with http:// or https://"
        case "literal_error":
            wanted = f"one of {limits['expected']}"
        case "finite_number":
            wanted = "a finite number"
        case _:
            shape = shape_at(path, root)
            wanted = _kind(shape) if shape else refusal["msg"]
    key = key_at(path, root)
    default = f" The default, {key.default}, holds." if key and key.default not in {"", "null"} else ""
    return f"{name} must be {wanted}.{default}"


def _kind(shape: Shape) -> str:
    words = kind_of(shape)
    return words if isinstance(shape, Leaf) and shape.choices else f"a {words}"
