"""What running apps were seen to serve: their route tables as the frameworks themselves have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qaagent_lsp.model.route import Framework, PathParam, RouteKey
from qaagent_lsp.model.source import WorkspacePath


@dataclass(frozen=True, slots=True)
class ServedRoute:
    """One method of one path of a live app.

    ``handler`` is its dotted name. ``file`` is relative to the workspace folder, absolute outside of it, ``""`` when
    nobody knows; ``line`` is the 1-based first line of the handler, its decorators included, 0 when it is not known.
    """

    key: RouteKey
    handler: str
    file: str
    line: int
    framework: Framework
    params: tuple[PathParam, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether the handler lies in the workspace."""
        return bool(self.file) and not is_absolute(self.file)


@dataclass(frozen=True, slots=True)
class ServedApp:
    """A live app with all its routes, in the order in which it tries them.

    ``app`` is ``module:variable``, ``module:function()`` for one that a function made, ``""`` when that is not known;
    ``file`` and ``line`` tell where it was made, as those of a route.
    """

    app: str
    file: str
    line: int
    routes: tuple[ServedRoute, ...]


RowName = tuple[str, str, str]
"""Method, path and handler: what a row is told from others by."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An app as it was last seen, and how what was known statically at that moment differed from it.

    ``seen_at`` is POSIX seconds; ``run_id`` is ``""`` where the interpreter was asked directly. ``digests`` are those
    of the files that handlers and the app came from. ``added`` are rows that only the app had, ``removed`` rows that
    were only known statically: an edit later changes what is static, and the difference still holds where nothing
    changed. ``answered`` names what was left out of the static table because nothing tells the path
    (``linking/left_out.py``): the app's table has it.
    """

    app: ServedApp
    seen_at: float
    run_id: str
    digests: Mapping[WorkspacePath, str] = field(default_factory=dict)
    added: frozenset[RowName] = frozenset()
    removed: frozenset[RowName] = frozenset()
    answered: frozenset[RowName] = frozenset()


def is_absolute(file: str) -> bool:
    """Tell whether a path as probes write it lies outside the workspace."""
    return file.startswith("/") or file[1:2] == ":"
