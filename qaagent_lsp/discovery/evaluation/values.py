"""What an expression of the user's code comes to, as far as static reading can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qaagent_lsp.discovery.syntax.expressions import Call, Expr
from qaagent_lsp.discovery.syntax.wiring import Class, Function
from qaagent_lsp.model.source import Span, WorkspacePath

RouterKind = Literal[
    "fastapi",
    "apirouter",
    "starlette",
    "router",
    "flask",
    "blueprint",
    "api",
    "namespace",
    "fastapi_api",
    "litestar",
    "litestar_config",
    "litestar_router",
    "litestar_controller",
    "litestar_listener",
    "litestar_handler",
    "aiohttp",
    "aiohttp_routes",
    "aiohttp_resource",
    "django",
    "urlconf",
    "drf",
    "ninja",
    "ninja_router",
]
APPS: frozenset[RouterKind] = frozenset({"fastapi", "starlette", "flask", "litestar", "aiohttp", "django"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression is read: names mean different things in different scopes and at different lines."""

    file: WorkspacePath
    scope: str
    line: int
    via: Frame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What parameters of a function, or targets of a loop, are on the way to a place: each with where it is read.

    ``scope`` is that of the names. ``outer`` are the frames of what is around. ``at`` is where the call stands, None
    for a loop. Frames are told apart by identity.
    """

    file: WorkspacePath
    scope: str
    names: Mapping[str, tuple[Expr, Place]]
    outer: Frame | None = None
    depth: int = 0
    at: Place | None = None

    def find(self, file: WorkspacePath, scope: str, name: str) -> tuple[Expr, Place] | None:
        """Give what a name of a scope is on this way, and where that is to be read."""
        frame: Frame | None = self
        while frame is not None:
            if frame.file == file and frame.scope == scope and name in frame.names:
                return frame.names[name]
            frame = frame.outer
        return None

    def matters(self, file: WorkspacePath, scope: str) -> bool:
        """Tell whether names of a scope may be other things than on another way."""
        frame: Frame | None = self
        while frame is not None:
            if frame.file == file and (frame.scope == scope or scope.startswith(f"{frame.scope}.")):
                return True
            frame = frame.outer
        return False


@dataclass(frozen=True, slots=True)
class TextValue:
    """A known string; ``reason`` says why it is not certain, then ``confidence`` is below 1."""

    text: str
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RouterValue:
    """An app, router or blueprint, named by where it is made.

    ``span`` is only where that begins: one that is made with more or other arguments is still the same.
    """

    kind: RouterKind
    file: WorkspacePath
    span: Span
    _key: tuple[str, str, int, int] = field(init=False, repr=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Forget where the making ends."""
        span = self.span
        begins = Span(span.line, span.column, span.line, span.column)
        object.__setattr__(self, "span", begins)
        key = (self.kind, self.file, span.line, span.column)
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "_hash", hash(key))

    def __eq__(self, other: object) -> bool:
        """Compare by where it begins: it is the key of nearly every look-up, thousands after each edit."""
        return self is other or (isinstance(other, RouterValue) and self._key == other._key)

    def __hash__(self) -> int:
        """Give what was made of where it begins."""
        return self._hash


@dataclass(frozen=True, slots=True)
class Method:
    """An attribute of an app or router, e.g. its ``get``."""

    of: RouterValue
    name: str


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """A function of the workspace."""

    file: WorkspacePath
    function: Function


@dataclass(frozen=True, slots=True)
class ClassValue:
    """A class of the workspace."""

    file: WorkspacePath
    definition: Class


@dataclass(frozen=True, slots=True)
class InstanceValue:
    """An object of a class of the workspace; ``call`` made it, read at ``place``, where that is known."""

    of: ClassValue
    call: Call | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ViewMaker:
    """``Class.as_view`` of a class of the workspace."""

    of: ClassValue


@dataclass(frozen=True, slots=True)
class ViewValue:
    """What ``Class.as_view(...)`` makes; ``call`` is that call."""

    of: ClassValue
    call: Call
    place: Place


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module or folder of the workspace, by its path without ``.py``."""

    path: str


@dataclass(frozen=True, slots=True)
class External:
    """Something of a package outside the workspace, by its dotted name."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Made:
    """The result of calling something outside the workspace, e.g. ``Route("/", home)``."""

    by: str
    call: Call
    place: Place


@dataclass(frozen=True, slots=True)
class ListValue:
    """A display; its items are read where it stands."""

    items: tuple[Expr, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class DictValue:
    """A dict display; its keys and values are read where it stands."""

    pairs: tuple[tuple[Expr, Expr], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class LambdaValue:
    """A lambda; ``scope`` is where it stands."""

    file: WorkspacePath
    span: Span
    scope: str = ""


@dataclass(frozen=True, slots=True)
class NoneValue:
    """``None``."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What cannot be told; ``what`` is a word for people."""

    what: str


Value = (
    TextValue
    | RouterValue
    | Method
    | FunctionValue
    | ClassValue
    | InstanceValue
    | ViewMaker
    | ViewValue
    | ModuleValue
    | External
    | Made
    | ListValue
    | DictValue
    | LambdaValue
    | NoneValue
    | Unknown
)

UNKNOWN: tuple[Value, ...] = (Unknown("value"),)

MOST_VALUES = 100
"""So many things an expression may stand for; what a loop over more comes to is cut off."""
