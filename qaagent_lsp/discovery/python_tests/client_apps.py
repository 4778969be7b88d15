"""Which modules the app behind a test's client comes from: ``client`` → ``TestClient(mod.app)`` → ``import_module(…)``.

Only what can be read is told. A module may be named as the test sees it (``app.main``), from a folder of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qaagent_lsp.discovery.python_tests.client_words import REFERENCE
from qaagent_lsp.discovery.python_tests.parametrize import cells_of, rows_of
from qaagent_lsp.discovery.syntax.strings import HOLE, dotted_name, last_name, render
from qaagent_lsp.model.source import WorkspacePath

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_MOST = 32
"""Modules of one client: a fixture with more parameters tells nothing."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a client comes from: ``modules`` that may hold the app, and ``fixtures`` that other files define."""

    modules: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()


@dataclass(slots=True)
class _Search:
    """One look for what a name comes from."""

    modules: dict[str, None] = field(default_factory=dict)
    fixtures: dict[str, None] = field(default_factory=dict)
    seen: set[tuple[int, str]] = field(default_factory=set)
    params: Mapping[str, Sequence[str]] = field(default_factory=dict)


class ClientApps:
    """Reads the bindings of one file, each scope once and only when asked."""

    def __init__(
        self,
        tree: ast.Module,
        file: WorkspacePath,
        lists: Mapping[str, ast.expr],
        constants: Mapping[str, str],
    ) -> None:
        """Remember the file; ``lists`` and ``constants`` are bound to names of the module."""
        self._package = tuple(file.split("/")[:-1])
        self._lists = lists
        self._constants = constants
        self._tree = tree
        self._scopes: dict[int, Mapping[str, Sequence[_Bound]]] = {}
        self._reached: dict[tuple[int, int, str], Reached] = {}
        self._arguments: dict[str, Reached] = {}
        self._fixtures: dict[str, FunctionNode] | None = None
        self._helpers = {node.name: node for node in tree.body if isinstance(node, FunctionNode)}

    @property
    def fixtures(self) -> Mapping[str, FunctionNode]:
        """The fixtures of the file by the name that tests ask for."""
        if self._fixtures is None:
            self._fixtures = {
                fixture_name(node): node for node in _functions(self._tree.body) if is_fixture(node)
            }
        return self._fixtures

    def of_client(self, name: str, function: FunctionNode, methods: Mapping[str, FunctionNode]) -> Reached:
        """Follow the name that a request was made on, in a test and the methods beside it (``self.client``)."""
        if not methods and not function.decorator_list and not name.startswith(("self.", "cls.")):
            root = name.partition(".")[0]
            if root in arguments(function) and root not in self._scope(function):
                return self._of_argument(root)
        at = (id(function), len(methods), name)
        if at not in self._reached:
            search = _Search(params=self._indirect(function))
            self._name(search, name, [function, *(item for item in methods.values() if item is not function)])
            self._reached[at] = _reached(search)
        return self._reached[at]

    def _of_argument(self, name: str) -> Reached:
        """Follow what most tests ask with: a fixture by its name, which is the same for all of them."""
        if name not in self._arguments:
            search = _Search()
            self._argument(search, name)
            self._arguments[name] = _reached(search)
        return self._arguments[name]

    def of_fixture(self, function: FunctionNode) -> Reached:
        """Follow everything that a fixture uses."""
        search = _Search()
        self._fixture(search, function)
        return _reached(search)

    def _name(self, search: _Search, name: str, scopes: Sequence[FunctionNode]) -> None:
        root = name if name.startswith(("self.", "cls.")) else name.partition(".")[0]
        for scope in scopes:
            if (id(scope), root) in search.seen:
                continue
            search.seen.add((id(scope), root))
            bound = self._scope(scope).get(root, ())
            for one in bound:
                self._bound(search, one, scopes, self._known(search, scope))
            if not bound and root in arguments(scope):
                self._argument(search, root)
        if root.startswith(("self.", "cls.")):
            return
        if (0, root) not in search.seen and not any(root in arguments(scope) for scope in scopes):
            search.seen.add((0, root))
            for one in self._scope(self._tree).get(root, ()):
                self._bound(search, one, (), ({},))
            helper = self._helpers.get(root)
            if helper is not None:
                self._fixture(search, helper)

    def _argument(self, search: _Search, name: str) -> None:
        fixture = self.fixtures.get(name)
        if fixture is not None:
            self._fixture(search, fixture)
        elif name not in {"self", "cls", "request"}:
            search.fixtures[name] = None

    def _fixture(self, search: _Search, function: FunctionNode) -> None:
        if (id(function), "") in search.seen:
            return
        search.seen.add((id(function), ""))
        for bound in self._scope(function).values():
            for one in bound:
                self._bound(search, one, (function,), self._known(search, function))
        for name in dict.fromkeys(names_in(function.body)):
            self._name(search, name, (function,))
        for name in arguments(function):
            self._argument(search, name)
        for one in calls_named(function.body, "import_module"):
            self._bound(search, one, (function,), self._known(search, function))

    def _bound(
        self,
        search: _Search,
        bound: _Bound,
        scopes: Sequence[FunctionNode],
        known: Sequence[Mapping[str, str]],
    ) -> None:
        if isinstance(bound, tuple):
            search.modules.update(dict.fromkeys(bound))
            return
        for call in calls_named([bound], "import_module"):
            for row in known if call.args else ():
                module = render(call.args[0], {**self._constants, **row})
                if HOLE not in module and REFERENCE not in module:
                    search.modules[module] = None
        for name in dict.fromkeys(names_in([bound])):
            self._name(search, name, scopes)

    def _known(self, search: _Search, function: FunctionNode) -> Sequence[Mapping[str, str]]:
        """Give what is known of the names in a function, one mapping for each parameter of it."""
        if not is_fixture(function):
            return rows_of(function, self._lists, self._constants) if function.decorator_list else ({},)
        given = search.params.get(fixture_name(function)) or fixture_params(
            function, self._lists, self._constants
        )
        if given:
            return [{"request.param": value} for value in given]
        return [
            {name: text}
            for name in arguments(function)
            if name in self.fixtures
            for text in self._texts(self.fixtures[name])
        ][:_MOST] or ({},)

    def _texts(self, fixture: FunctionNode) -> Iterator[str]:
        """Yield the strings that a fixture gives, one for each parameter: ``return f"docs.{request.param}"``."""
        for value in fixture_params(fixture, self._lists, self._constants) or ("",):
            for node in ast.walk(fixture):
                if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
                    text = render(node.value, {**self._constants, "request.param": value})
                    if HOLE not in text and REFERENCE not in text:
                        yield text

    def _indirect(self, function: FunctionNode) -> Mapping[str, Sequence[str]]:
        """Give what a test's ``parametrize(…, indirect=True)`` hands to its fixtures."""
        found: dict[str, dict[str, None]] = {}
        if any(
            "indirect" in {item.arg for item in node.keywords}
            for node in function.decorator_list
            if isinstance(node, ast.Call)
        ):
            for row in rows_of(function, self._lists, self._constants):
                for name, value in row.items():
                    found.setdefault(name, {})[value] = None
        return {name: tuple(values) for name, values in found.items()}

    def _scope(self, scope: FunctionNode | ast.Module) -> Mapping[str, Sequence[_Bound]]:
        if id(scope) not in self._scopes:
            found: dict[str, list[_Bound]] = {}
            for name, bound in self._bindings(scope.body):
                found.setdefault(name, []).append(bound)
            self._scopes[id(scope)] = found
        return self._scopes[id(scope)]

    def _bindings(self, body: Iterable[ast.stmt]) -> Iterator[tuple[str, _Bound]]:
        for node in body:
            match node:
                case ast.Import() | ast.ImportFrom():
                    yield from self._imported(node)
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        yield dotted_name(target), value
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    yield dotted_name(target), value
                case ast.With(items=items) | ast.AsyncWith(items=items):
                    for item in items:
                        if item.optional_vars is not None:
                            yield dotted_name(item.optional_vars), item.context_expr
                case _:
                    pass
            if isinstance(node, ast.With | ast.AsyncWith | ast.If | ast.For | ast.Try):
                yield from self._bindings(node.body)
                yield from self._bindings(getattr(node, "orelse", ()))

    def _imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, _Bound]]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], (alias.name,)
            return
        base = self._absolute(node)
        for alias in node.names:
            yield alias.asname or alias.name, (f"{base}.{alias.name}" if base else alias.name, base)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        base = self._package[: len(self._package) - node.level + 1]
        return ".".join((*base, *([node.module] if node.module else [])))


def _functions(body: Iterable[ast.stmt]) -> Iterator[FunctionNode]:
    """Yield the functions of a module and its classes, where pytest looks for fixtures."""
    for node in body:
        if isinstance(node, FunctionNode):
            yield node
        elif isinstance(node, ast.ClassDef | ast.With | ast.If | ast.For | ast.Try):
            yield from _functions(node.body)
            yield from _functions(getattr(node, "orelse", ()))


_Bound = ast.expr | tuple[str, ...]
"""What a name is bound to: an expression, or the modules that an import may mean."""


def is_fixture(function: FunctionNode) -> bool:
    """Tell whether a decorator makes the function a fixture of pytest."""
    return any(last_name(_callee(item)) == "fixture" for item in function.decorator_list)


def fixture_name(function: FunctionNode) -> str:
    """Give the name that tests ask for: ``@pytest.fixture(name="client")``, else the function's own."""
    for item in function.decorator_list:
        if isinstance(item, ast.Call) and last_name(item.func) == "fixture":
            for keyword in item.keywords:
                if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
    return function.name


def fixture_params(
    function: FunctionNode, lists: Mapping[str, ast.expr], known: Mapping[str, str]
) -> Sequence[str]:
    """Give the literal values of ``@pytest.fixture(params=[…])``, as far as they can be read."""
    for item in function.decorator_list:
        if not isinstance(item, ast.Call):
            continue
        for keyword in item.keywords:
            if keyword.arg == "params":
                cells = cells_of(keyword.value, lists)
                values = [render(cell, known) for cell in cells]
                return [value for value in values if HOLE not in value][:_MOST]
    return ()


def arguments(function: FunctionNode | ast.Module) -> Sequence[str]:
    """Name the parameters of a function; pytest fills them with fixtures."""
    if isinstance(function, ast.Module):
        return ()
    return [arg.arg for arg in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def names_in(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names that code reads, ``self.x`` as one."""
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
                yield inner.id
            elif (
                isinstance(inner, ast.Attribute)
                and isinstance(inner.value, ast.Name)
                and inner.value.id in {"self", "cls"}
            ):
                yield f"{inner.value.id}.{inner.attr}"


def calls_named(nodes: Iterable[ast.AST], name: str) -> Iterator[ast.Call]:
    """Yield the calls of a function of this name."""
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and last_name(inner.func) == name:
                yield inner


def _callee(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _reached(search: _Search) -> Reached:
    modules = tuple(module for module in search.modules if module)
    return Reached(modules if len(modules) <= _MOST else (), tuple(search.fixtures))
