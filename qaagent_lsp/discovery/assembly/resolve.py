"""Facts of all files → the route table: prefixes joined across files, each row with how sure it is and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeVar

from qaagent_lsp.discovery.assembly.contribution import (
    Contribution,
    Making,
    nothing_of,
    of_file,
    of_router,
    reads_alike,
)
from qaagent_lsp.discovery.assembly.flatten import Flattener
from qaagent_lsp.discovery.assembly.pieces import Pieces, may_be_kept
from qaagent_lsp.discovery.assembly.remaking import follows_still, remakings
from qaagent_lsp.discovery.assembly.standing import Standing
from qaagent_lsp.discovery.assembly.walking import Routers
from qaagent_lsp.discovery.evaluation.names import Library, Question
from qaagent_lsp.discovery.evaluation.values import RouterValue
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.faults import attempt
from qaagent_lsp.discovery.modules import Layout, layout_of, may_show_layout
from qaagent_lsp.model.differing import differing
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class RouteTable:
    """The routes of a workspace, sorted by file and position.

    ``wanted`` are files of the workspace that a name led to and of which no facts were given: reading them and
    resolving again makes the table better. ``left_out`` are rows of what is registered and of which no path is known:
    their keys have the method, ``""`` for a list of routes, and what of the path is known; the reason says why.
    """

    routes: tuple[Route, ...]
    problems: tuple[Problem, ...]
    wanted: frozenset[WorkspacePath] = frozenset()
    left_out: tuple[Route, ...] = ()


def resolve(
    facts: Mapping[WorkspacePath, FileFacts], python_files: Collection[WorkspacePath] = ()
) -> RouteTable:
    """Build the route table. ``python_files`` are all Python files of the workspace, those without facts too."""
    return Resolver().resolve(facts, python_files)


class Resolver:
    """Resolves again after every edit, thinking anew only about files and routers of which something changed."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._library = Library()
        self._given: dict[WorkspacePath, FileFacts] = {}
        self._standing = Standing()
        self._python_files: Collection[WorkspacePath] = ()
        self._layout: Layout = layout_of({}, ())
        self._files: dict[WorkspacePath, Contribution | None] = {}
        self._pieces: dict[WorkspacePath, Pieces] = {}
        self._routers: dict[RouterValue, tuple[Making, Contribution]] = {}
        self._faults: dict[WorkspacePath, Problem] = {}
        self._flattener = Flattener()
        self._rows: tuple[Route, ...] = ()
        self._left_out: tuple[Route, ...] = ()
        self._wanted: frozenset[WorkspacePath] = frozenset()

    def resolve(
        self, facts: Mapping[WorkspacePath, FileFacts], python_files: Collection[WorkspacePath] = ()
    ) -> RouteTable:
        """As the function ``resolve``. Files are the same while their facts are the same object."""
        then = dict(self._files), dict(self._routers)
        self._take_in(facts, python_files)
        for file, known in self._library.facts.items():
            if file not in self._files:
                self._files[file] = self._of_file(file, known)
        if not (_are_the_same(then[0], self._files) and _are_the_same(then[1], self._routers)):
            self._rows, self._left_out, self._wanted = self._think()
        problems = sorted(
            (
                *(known.problem for known in facts.values() if known.problem is not None),
                *(problem for file, problem in self._faults.items() if file in facts),
            ),
            key=lambda item: (item.file, item.span),
        )
        rows = self._standing.rows((*self._rows, *self._left_out) if self._left_out else self._rows)
        many = len(self._rows)
        left_out = rows[many:]
        return RouteTable(rows[:many] if left_out else rows, tuple(problems), self._wanted, left_out)

    def _think(self) -> tuple[tuple[Route, ...], tuple[Route, ...], frozenset[WorkspacePath]]:
        """Join what all files and routers contribute: the rows, what is left out, and the files wanted for them."""
        known = ((file, found) for file, found in self._files.items() if found is not None)
        files = dict(sorted(known, key=itemgetter(0)))
        routers = self._follow(files)
        everything = [*files.values(), *(found for _, found in routers.values())]
        self._routers = routers
        rows, left_out = self._flattener.flatten(
            Routers(
                [found.graph for found in everything],
                {router: making for router, (making, _) in routers.items()},
                {
                    **{router: found.app for router, (_, found) in routers.items()},
                    **{router: app for found in everything for router, app in found.graph.apps.items()},
                },
                _merged(found.templates for found in everything),
            )
        )
        return rows, left_out, frozenset[WorkspacePath]().union(*(found.wanted for found in everything))

    def _of_file(self, file: WorkspacePath, known: FileFacts) -> Contribution | None:
        self._faults.pop(file, None)
        kept = self._pieces.pop(file, None)
        found = attempt(lambda: of_file(known, self._library, self._layout, kept), file)
        if isinstance(found, Problem):
            self._faults[file] = found
            return None
        return found

    def _of_router(self, router: RouterValue, making: Making) -> Contribution:
        found = attempt(lambda: of_router(router, making, self._library, self._layout), router.file)
        if isinstance(found, Problem):
            self._faults[router.file] = found
            return nothing_of(router)
        return found

    def _take_in(
        self, facts: Mapping[WorkspacePath, FileFacts], python_files: Collection[WorkspacePath]
    ) -> None:
        """Forget what followed from anything that is otherwise now."""
        before, self._given = self._given, dict(facts)
        changed: set[Question] = set()
        edited = [
            file
            for file in differing(before, self._given)
            if not self._says_the_same(before.get(file), facts.get(file), changed)
        ]
        for file in edited:
            self._standing.forget(file)
            changed |= self._library.put(file, facts.get(file))
            self._forget(file)
        if (
            (python_files is not self._python_files and python_files != self._python_files)
            or any((file in before) != (file in facts) for file in edited)
            or any(self._shows_layout(before[file], facts[file]) for file in edited)
        ):
            self._python_files = python_files
            layout = layout_of(facts, python_files)
            if layout != self._layout:
                self._layout = layout
                self._files, self._routers, self._pieces = {}, {}, {}
        if changed:
            # Of a router that is made with other arguments its own file tells; others only have to know which it is.
            remade = remakings(self._library, self._layout, changed)
            for file, found in list(self._files.items()):
                if found is not None and not follows_still(found, changed, remade):
                    self._forget(file)
            kept = {file: may_be_kept(file, pieces, changed, remade) for file, pieces in self._pieces.items()}
            self._pieces = {file: pieces for file, pieces in kept.items() if pieces is not None}
            for router, (_, found) in list(self._routers.items()):
                if not found.asked.isdisjoint(changed):
                    del self._routers[router]

    def _says_the_same(self, before: FileFacts | None, now: FileFacts | None, changed: set[Question]) -> bool:
        """Tell whether two texts of a file come to the same for routes, which may stand elsewhere, but for imports.

        What follows from those is added to ``changed``.
        """
        if before is None or now is None:
            return False
        if before.wiring == now.wiring:
            if not self._standing.has_moved(now.file):
                self._library.facts[now.file] = now  # of two that say the same, the last one is kept anyway
            return True
        if now.file in self._faults or not (self._files.get(now.file) or self._library.was_asked(now.file)):
            return False  # where nothing follows from a file, it is taken in at once
        resolved = self._library.facts[now.file]
        imports = self._standing.takes(now.file, resolved.wiring, now.wiring)
        if imports is None or imports == resolved.wiring.imports:
            return imports is not None
        if not reads_alike(resolved, now) or self._shows_layout(before, now):
            return False
        changed |= self._library.put_imports(now.file, imports)
        return True

    def _shows_layout(self, before: FileFacts, now: FileFacts) -> bool:
        """Tell whether imports that came or went may say where packages begin."""
        differing = _imports(before) ^ _imports(now)
        return any(may_show_layout(self._layout, module, level) for module, level in differing)

    def _forget(self, file: WorkspacePath) -> None:
        """Forget what a file does as a whole."""
        found = self._files.pop(file, None)
        if found is not None and file in self._library.facts:
            self._pieces[file] = found.pieces

    def _follow(
        self, files: Mapping[WorkspacePath, Contribution]
    ) -> dict[RouterValue, tuple[Making, Contribution]]:
        """Read how every router was made, also those that only other routers lead to."""
        pending = _makings(files)
        found: dict[RouterValue, tuple[Making, Contribution]] = {}
        while pending:
            led_to: dict[RouterValue, Making] = {}
            for router, making in pending.items():
                known = self._routers.get(router)
                if known is None or known[0] != making:
                    known = (making, self._of_router(router, making))
                found[router] = known
                for other, how in known[1].made.items():
                    led_to.setdefault(other, how)
            pending = {router: making for router, making in led_to.items() if router not in found}
        return found


def _makings(files: Mapping[WorkspacePath, Contribution]) -> dict[RouterValue, Making]:
    """Of several readings of one call, that of its own file counts."""
    found: dict[RouterValue, Making] = {}
    for file, known in files.items():
        for router, making in known.made.items():
            if router.file == file:
                found[router] = making
            else:
                found.setdefault(router, making)
    return found


def _are_the_same(old: Mapping[Key, object], new: Mapping[Key, object]) -> bool:
    return old.keys() == new.keys() and all(new[key] is value for key, value in old.items())


def _merged(parts: Iterable[Mapping[RouterValue, RouterValue]]) -> dict[RouterValue, RouterValue]:
    return {router: template for part in parts for router, template in part.items()}


def _imports(facts: FileFacts) -> frozenset[tuple[str, int]]:
    return frozenset((item.module, item.level) for item in facts.wiring.imports)
