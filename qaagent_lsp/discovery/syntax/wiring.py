"""What a file defines, binds, imports and calls: the raw material from which routes and tests are resolved.

Scopes are written as Python's ``__qualname__`` (``create_app.<locals>.hello``, ``Pets.get``), ``""`` for the module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qaagent_lsp.discovery.syntax.conditions import Condition
from qaagent_lsp.discovery.syntax.expressions import Expr
from qaagent_lsp.discovery.syntax.redirecting import Redirect
from qaagent_lsp.model.source import Span


@dataclass(frozen=True, slots=True)
class Import:
    """``name`` in ``scope`` stands for ``module``, or its ``attribute`` unless that is empty; ``*`` is all names.

    ``level`` counts the leading dots. ``import a.b`` is two:
    ``a`` for the module ``a``, and ``a.b`` for the module ``a.b``.
    """

    scope: str
    name: str
    module: str
    attribute: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class Binding:
    """``name = value`` in ``scope``; ``self.name = value`` in a method is bound in the scope of its class.

    ``read_in`` is the scope in which ``value`` is to be read.
    """

    scope: str
    name: str
    value: Expr
    line: int
    read_in: str


@dataclass(frozen=True, slots=True)
class Loop:
    """``for targets in source`` in ``scope``. A target that is no plain name is ``""``.

    ``unpacks`` tells ``for a, b in …`` from ``for a in …``.
    """

    scope: str
    targets: tuple[str, ...]
    unpacks: bool
    source: Expr


@dataclass(frozen=True, slots=True)
class Effect:
    """A call made for what it does, e.g. ``app.include_router(users.router)``; ``span`` is the whole call.

    ``loops`` are those around it that were not unrolled, the outermost first.
    """

    scope: str
    call: Expr
    span: Span
    loops: tuple[Loop, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """``return value`` of the function ``scope``."""

    scope: str
    value: Expr
    line: int


@dataclass(frozen=True, slots=True)
class Decorator:
    """One decorator; ``span`` starts after the ``@``."""

    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter with its annotation and default, where there are any. ``rest``: it is ``*name``."""

    name: str
    annotation: Expr | None
    default: Expr | None
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function definition. ``parent`` is the enclosing scope, ``in_class`` tells whether that is a class.

    ``span`` runs from the first decorator to the last line, ``def_span`` from ``def``, ``name_span`` is the name.
    ``digest`` is the hex BLAKE2b of the lines of ``span``; functions that differ in nothing else are equal, for routes
    do not follow from it. ``asks`` are the HTTP methods that a function of a Django project compares
    ``request.method`` with, and as ``name()`` those that it leaves its request to; ``redirects`` is where it may send
    its client on to. ``answers`` tells a handler of which the body wires nothing and was not read.
    ``gives`` is what it says it returns, where that sounds like settings.
    """

    qualname: str
    name: str
    parent: str
    in_class: bool
    span: Span
    def_span: Span
    name_span: Span
    digest: str = field(compare=False)
    decorators: tuple[Decorator, ...] = ()
    params: tuple[Param, ...] = ()
    asks: tuple[str, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    answers: bool = field(default=False, compare=False)
    gives: Expr | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class definition. ``parent`` is the enclosing scope, ``in_class`` tells whether that is a class."""

    qualname: str
    name: str
    parent: str
    in_class: bool
    span: Span
    bases: tuple[Expr, ...] = ()
    decorators: tuple[Decorator, ...] = ()


@dataclass(frozen=True, slots=True)
class Fork:
    """What it takes for the definition of ``name`` in ``scope`` at ``line`` to be made; never without a condition."""

    scope: str
    name: str
    line: int
    under: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Wiring:
    """All of one file.

    ``branches`` are the 1-based lines, ends included, of statements that wire under a condition or more than once;
    ``conditions`` are what it takes for lines that wire to run at all, in no order; ``forks`` for what they name.
    ``handed`` are names of routers, which calls hand over, and of functions that wire, wherever they are bound.
    """

    imports: tuple[Import, ...] = ()
    bindings: tuple[Binding, ...] = ()
    effects: tuple[Effect, ...] = ()
    returns: tuple[Return, ...] = ()
    functions: Sequence[Function] = ()
    classes: tuple[Class, ...] = ()
    branches: tuple[tuple[int, int], ...] = ()
    conditions: tuple[Condition, ...] = ()
    forks: tuple[Fork, ...] = ()
    handed: frozenset[str] = frozenset()
