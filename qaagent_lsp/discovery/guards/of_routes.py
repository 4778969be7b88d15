"""Which routes ask who is calling: what files say of it, put together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from qaagent_lsp.discovery.guards.in_file import FileGuards, GuardedFunction
from qaagent_lsp.discovery.guards.words import asks_who
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath

_DEEP = 5
"""Dependencies of dependencies, and routers in routers, that are followed."""


class Guarding:
    """The guards of a workspace. ``guard_of`` is asked once a route."""

    def __init__(
        self, files: Mapping[WorkspacePath, FileGuards], roots: Collection[WorkspacePath] = ()
    ) -> None:
        """Index the files once. ``roots`` are the folders of projects: what one asks everywhere, no other does."""
        self._files = files
        self._roots = sorted(roots, key=len, reverse=True)
        self._named: dict[str, list[tuple[WorkspacePath, GuardedFunction]]] = {}
        self._aliases: dict[str, tuple[str, ...]] = {}
        for file, guards in files.items():
            for function in guards.functions:
                self._named.setdefault(function.name, []).append((file, function))
            self._aliases |= guards.asked_by
        self._classes = {name: one for guards in files.values() for name, one in guards.classes.items()}
        self._default: dict[str, list[str]] = {}
        self._middleware: dict[str, list[str]] = {}
        for file, guards in files.items():
            self._default.setdefault(self._root_of(file), []).extend(guards.default_permissions)
            self._middleware.setdefault(self._root_of(file), []).extend(guards.middleware)
        self._including: dict[str, list[tuple[WorkspacePath, str, str, tuple[str, ...]]]] = {}
        for file, guards in files.items():
            for one in guards.included:
                module, variable = _meant(guards, one.included)
                self._including.setdefault(variable, []).append((file, module, one.owner, one.asked))

    def guard_of(self, route: Route) -> str | None:
        """Name what asks who is calling a route; ``""`` where nothing does, None where that cannot be known."""
        if not route.handler_file or route.source == "openapi":
            return None
        guards = self._files.get(route.handler_file)
        if guards is None:
            return None
        if middleware := self._everywhere(self._middleware, route):
            return middleware[0]
        function = _function_at(guards, route)
        around = [
            name
            for first, last, names in self._files.get(route.file, FileGuards()).in_calls
            if first <= route.span.end_line and last >= route.span.line
            for name in names
        ]
        found = self._first(around)
        if found or function is None:
            return found or self._of_class(guards, route, None)
        return (
            self._of_function(function, _DEEP)
            or self._of_owners(route.handler_file, function)
            or self._of_class(guards, route, function)
        )

    def _root_of(self, file: WorkspacePath) -> str:
        return next((root for root in self._roots if not root or file.startswith(f"{root}/")), "")

    def _everywhere(self, said: Mapping[str, list[str]], route: Route) -> list[str]:
        """Give what the projects ask for that a handler, or what registers it, stands in."""
        roots = dict.fromkeys(self._root_of(file) for file in (route.handler_file, route.file))
        return [name for root in roots for name in said.get(root, ())]

    def _of_function(self, function: GuardedFunction, depth: int) -> str:
        if function.refuses:
            return f"{function.name} itself"
        asked = (
            *function.dependencies,
            *(name for one in function.annotated for name in self._aliases.get(one.rpartition(".")[2], ())),
        )
        return self._first(function.decorators, depth) or self._first(asked, depth)

    def _of_owners(self, file: WorkspacePath, function: GuardedFunction) -> str:
        for owner in function.owners:
            if found := self._of_variable(file, owner, _DEEP):
                return found
        return ""

    def _of_variable(self, file: WorkspacePath, variable: str, depth: int) -> str:
        """Name what a router, or all that include it, ask for."""
        guards = self._files.get(file)
        if guards is None or not depth:
            return ""
        if found := self._first(guards.asked_by.get(variable, ())):
            return found
        imported = guards.imports.get(variable)
        if imported is not None:  # from app import app
            return next(
                (
                    found
                    for other in self._files
                    if other != file and _is_module(other, imported[0])
                    if (found := self._of_variable(other, imported[1], depth - 1))
                ),
                "",
            )
        ways = [
            self._first(asked) or self._of_variable(there, owner, depth - 1)
            for there, module, owner, asked in self._including.get(variable, ())
            if (there == file and not module) or (module and _is_module(file, module))
        ]
        return ways[0] if ways and all(ways) else ""

    def _of_class(self, guards: FileGuards, route: Route, function: GuardedFunction | None) -> str:
        default = ""
        if route.framework == "django" and _uses_permissions(guards, route, function):
            default = self._first(self._everywhere(self._default, route))
        names = [function.parent] if function is not None and function.parent else []
        names += [part for part in route.handler.split(".")[-2:] if part[:1].isupper()]
        for name in dict.fromkeys(names):
            asked = self._inherited(name, _DEEP)
            if asked is not None:
                return self._first(asked)
        return default

    def _inherited(self, name: str, depth: int) -> tuple[str, ...] | None:
        """Give what a class and its ancestors ask for; None where none of them says anything."""
        one = self._classes.get(name.rpartition(".")[2])
        if one is None or not depth:
            return (name,) if asks_who(name) else None
        said = [
            inherited for base in one.bases if (inherited := self._inherited(base, depth - 1)) is not None
        ]
        asked = [name for name in one.decorators if asks_who(name)]
        if one.permissions is not None:
            return (*one.permissions, *asked)
        if said or asked:
            return (*(name for names in said for name in names), *asked)
        return None

    def _first(self, names: Iterable[str], depth: int = _DEEP) -> str:
        """Give the first of the names that asks who is calling, by its name or by what it does."""
        return next((name for name in names if self._asks(name, depth)), "")

    def _asks(self, name: str, depth: int) -> bool:
        if name == "Security" or asks_who(name):
            return True
        last = name.rpartition(".")[2]
        if not depth or not last:
            return False
        if any(self._asks(asked, depth - 1) for asked in self._aliases.get(last, ()) if asked != name):
            return True
        known = self._named.get(last, ())
        return bool(known) and all(self._of_function(function, depth - 1) for _, function in known)


def _uses_permissions(guards: FileGuards, route: Route, function: GuardedFunction | None) -> bool:
    """Tell whether a view is one of Django REST framework, whose default permissions hold for it."""
    if function is not None and any(name.endswith("api_view") for name in function.decorators):
        return True
    bases = [
        base
        for part in route.handler.split(".")[-2:]
        if part in guards.classes
        for base in guards.classes[part].bases
    ]
    return any("API" in base or "ViewSet" in base or base.startswith("generics.") for base in bases)


def _function_at(guards: FileGuards, route: Route) -> GuardedFunction | None:
    line = route.handler_span.line
    inside = [one for one in guards.functions if one.line <= line <= one.end_line]
    return max(inside, key=lambda one: one.line, default=None)


def _meant(guards: FileGuards, included: str) -> tuple[str, str]:
    """Say which module (``""``: the file itself) and variable an included name means."""
    *before, last = included.split(".")
    if not before:
        module, attribute = guards.imports.get(last, ("", last))
        return module, attribute or last
    module, attribute = guards.imports.get(before[0], ("", before[0]))
    return ".".join(filter(None, (module, attribute, *before[1:]))), last


def _is_module(file: WorkspacePath, module: str) -> bool:
    name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return name == module or name.endswith(f".{module}") or (bool(name) and module.endswith(f".{name}"))
