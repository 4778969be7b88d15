"""HTTP client calls in test functions: ``client.get(f"/pets/{pet.id}")`` → GET ``/pets/{}``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from qaagent_lsp.discovery.python_tests.asked_fixtures import calls_of_fixtures, is_for_all, marks_of
from qaagent_lsp.discovery.python_tests.blocks import blocks, flat
from qaagent_lsp.discovery.python_tests.borrowed_calls import (
    attributes_in,
    client_of,
    foreign_bases,
    names_of_helpers,
    of_helper,
    references_in,
)
from qaagent_lsp.discovery.python_tests.client_apps import ClientApps, arguments, is_fixture
from qaagent_lsp.discovery.python_tests.client_words import (
    CLIENT_METHODS,
    KNOWN_FIXTURES,
    ROUTER_CLASSES,
    Request,
    calls_in,
    is_verb_of_client,
    receiver_names_of_routers,
    receiver_of,
    request_of,
)
from qaagent_lsp.discovery.python_tests.given_texts import defaults_of, texts_of_fixtures
from qaagent_lsp.discovery.python_tests.own_routes import is_one_of, own_paths
from qaagent_lsp.discovery.python_tests.parametrize import rows_of
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.strings import dotted_name, remember, render
from qaagent_lsp.model.client_call import FIXTURE, ClientCall
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_Methods = dict[str, FunctionNode]
_Candidate = tuple[str, FunctionNode, _Methods, dict[str, str], tuple[str, ...], tuple[ast.expr, ...]]
_HINTS = (".get(", ".post(", ".put(", ".patch(", ".delete(", "request(", ".open(", ".head(", ".options(", "getattr(",
          "_connect(", ".stream(", ".goto(")  # fmt: skip
SET_UP = ("setUpClass", "setUpTestData", "setup_class", "setUp", "asyncSetUp", "setup_method", "setup")
_FIXTURE_USE = re.compile(r"def test\w*\([^)]*\w")
_MAX_DEPTH = 2
_MAX_LOOP = 60
_MAX_CALLS = 200


@dataclass(frozen=True, slots=True)
class CallFile:
    """What the calls of one file are read against."""

    functions: dict[str, FunctionNode]
    classes: dict[str, ast.ClassDef]
    constants: dict[str, str]
    lists: dict[str, ast.expr]
    routers: frozenset[str]
    imported: frozenset[str] = frozenset()
    text: str = ""


@dataclass(slots=True)
class _Walk:
    """One test function being read, maybe a coroutine (``waits``). ``bases`` are classes of other files."""

    file: CallFile
    methods: dict[str, FunctionNode]
    known: dict[str, str]
    found: list[Request]
    depth: int = 0
    through: str = ""
    waits: bool = False
    fixtures: frozenset[str] = frozenset()
    bases: tuple[str, ...] = ()
    lists: dict[str, ast.expr] = field(default_factory=dict)

    def spelled_out(self, node: ast.Call) -> ast.Call:
        """Give ``client.get("/pets")`` of ``ask("/pets")`` where ``ask`` is ``client.get``."""
        asks = self.lists.get(node.func.id) if isinstance(node.func, ast.Name) else None
        return node if asks is None else ast.copy_location(ast.Call(asks, node.args, node.keywords), node)


def calls_of(
    tree: ast.Module, file: WorkspacePath, text: str, positions: Positions
) -> tuple[ClientCall, ...]:
    """Find the client calls of every function that can be a test; which of them is one, the patterns decide later."""
    if "test" not in file.lower() and "test" not in text.lower():
        return ()
    asks = any(hint in text for hint in _HINTS)
    if not (asks or _FIXTURE_USE.search(text) or "usefixtures" in text):
        return ()
    context = context_of(tree, text)
    own = own_paths(tree, context.routers)
    apps = ClientApps(tree, file, context.lists, context.constants)
    found: dict[ClientCall, None] = {}
    for_all = [fixture for fixture in apps.fixtures.values() if is_for_all(fixture)]
    for test, function, methods, constants, bases, marks in _tests(tree, context):
        test_id = TestId(f"{file}::{test}")
        asks_itself = False
        for request in _requests(context, function, methods, constants, bases)[:_MAX_CALLS]:
            span = positions.span(request.node)
            reached = apps.of_client(client_of(request, receiver_of(request.node)), function, methods)
            call = ClientCall(
                test_id,
                request.method,
                request.url,
                span,
                positions.one_line(span),
                reached.modules,
                reached.fixtures,
                request.through,
                request.owner,
                request.follows,
                is_one_of(own, request.url),
            )
            found[call] = None
            asks_itself = asks_itself or not (
                call.owner or call.url == "" or call.through.startswith(FIXTURE)
            )
        if function.name.startswith("test") and not asks_itself:
            here = [one for one in for_all if one in {context.functions.get(one.name), methods.get(one.name)}]
            nodes = ast.walk(function) if asks else ()
            found.update(dict.fromkeys(calls_of_fixtures(test_id, function, marks, here, positions, nodes)))
    return tuple(found)


def context_of(tree: ast.Module, text: str) -> CallFile:
    """Read what the calls of a file are read against."""
    declares = any(name in text for name in ROUTER_CLASSES)
    routers = frozenset(receiver_names_of_routers(tree.body)) if declares else frozenset[str]()
    context = CallFile({}, {}, {}, {}, routers, frozenset(names_of_helpers(tree.body)), text)
    context.constants.update(references_in(text, context.imported))
    for node in flat(tree.body):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                context.functions[node.name] = node
            case ast.ClassDef():
                context.classes[node.name] = node
                # A base that no tool takes for tests: class Base: class ApiTest(TestCase).
                for inner in node.body:
                    if isinstance(inner, ast.ClassDef):
                        context.classes[f"{node.name}.{inner.name}"] = inner
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                remember(name, value, context.constants)
                if isinstance(value, ast.List | ast.Tuple | ast.Set):
                    context.lists[name] = value
            case _:
                pass
    return context


def _tests(tree: ast.Module, context: CallFile) -> Iterator[_Candidate]:
    """Yield each function with its id, the methods beside it, constants and foreign bases of its class, and marks."""
    marks = tuple(marks_of(tree.body))
    for function in context.functions.values():
        yield function.name, function, {}, {}, (), marks
    yield from _in_classes(flat(tree.body), "", context, marks)


def _in_classes(
    body: Iterable[ast.stmt], prefix: str, context: CallFile, around: tuple[ast.expr, ...]
) -> Iterator[_Candidate]:
    for node in body:
        if not isinstance(node, ast.ClassDef):
            continue
        methods: dict[str, FunctionNode] = {}
        constants: dict[str, str] = {}
        definitions = lineage(node, context)
        own = [mark for one in definitions for mark in (*one.decorator_list, *marks_of(one.body))]
        marks = (*around, *own)
        bases = tuple(foreign_bases(definitions, context.classes))
        constants.update(attributes_in(context.text, bases, context.imported))
        for definition in reversed(definitions):
            for item in flat(definition.body):
                if isinstance(item, FunctionNode):
                    methods[item.name] = item
                elif isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
                    known = {**context.constants, **{key[5:]: value for key, value in constants.items()}}
                    constants[f"self.{item.targets[0].id}"] = render(item.value, known)
        for method in methods.values():
            yield f"{prefix}{node.name}::{method.name}", method, methods, constants, bases, marks
        yield from _in_classes(flat(node.body), f"{prefix}{node.name}::", context, marks)


def lineage(node: ast.ClassDef, context: CallFile) -> list[ast.ClassDef]:
    """Give a class and what it inherits from in its own file, the nearest first."""
    found = [node]
    for current in found:
        for base in current.bases:
            definition = context.classes.get(dotted_name(base))
            if definition is not None and definition not in found:
                found.append(definition)
    return found


def _requests(
    context: CallFile,
    function: FunctionNode,
    methods: dict[str, FunctionNode],
    constants: dict[str, str],
    bases: tuple[str, ...],
) -> list[Request]:
    set_up = _Walk(context, methods, {**context.constants, **constants}, [])
    shared = set_up.known
    if methods:
        for name in SET_UP:
            if name in methods and methods[name] is not function:
                _statements(set_up, methods[name].body)
        shared = {key: value for key, value in set_up.known.items() if "." in key or key in context.constants}
    found: list[Request] = []
    fixtures = (
        frozenset(arguments(function)) - KNOWN_FIXTURES if function.name.startswith("test") else frozenset()
    )
    given = shared | texts_of_fixtures(function, context.functions, methods, shared) if fixtures else shared
    for row in rows_of(function, context.lists, shared) if function.decorator_list else ({},):
        waits = isinstance(function, ast.AsyncFunctionDef)
        walk = _Walk(context, methods, {**given, **row}, [], 0, "", waits, fixtures, bases)
        _statements(walk, function.body)
        found += walk.found
        if len(found) > _MAX_CALLS:
            break
    # What a fixture asks is set-up traffic, unless the test itself asks nothing.
    return (
        found
        if any(request.url and not request.owner for request in found)
        else [*found, *(_fixture_requests(context, function, shared) or set_up.found)]
    )


def requests_in(
    file: CallFile,
    function: FunctionNode,
    methods: dict[str, FunctionNode],
    own: Mapping[str, str] | None = None,
) -> list[Request]:
    """Find the requests of one function or method, helpers of the same file followed.

    ``own`` is what stands for attributes that classes of other files may set.
    """
    waits = isinstance(function, ast.AsyncFunctionDef)
    known = {**file.constants, **(own or {}), **dict(defaults_of(function, {}, only=("True", "False")))}
    walk = _Walk(file, methods, known, [], waits=waits)
    _statements(walk, function.body)
    return walk.found


def _fixture_requests(context: CallFile, function: FunctionNode, shared: dict[str, str]) -> list[Request]:
    found: list[Request] = []
    for arg in (*function.args.args, *function.args.kwonlyargs):
        fixture = context.functions.get(arg.arg)
        if fixture is not None and is_fixture(fixture):
            walk = _Walk(context, {}, dict(shared), [], depth=_MAX_DEPTH)
            _statements(walk, fixture.body)
            found += [replace(request, through=f"{FIXTURE}{arg.arg}") for request in walk.found]
    return found


def _statements(walk: _Walk, body: Iterable[ast.stmt]) -> None:
    for node in body:
        _statement(walk, node)


def _statement(walk: _Walk, node: ast.stmt) -> None:
    if isinstance(node, ast.Expr):
        _calls(walk, node.value)
    elif isinstance(node, ast.Assert):
        _calls(walk, node.test)
        if node.msg is not None:
            _calls(walk, node.msg)
    else:
        _rarer_statement(walk, node)


def _rarer_statement(walk: _Walk, node: ast.stmt) -> None:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            if isinstance(node, FunctionNode):
                _statements(walk, node.body)
        case ast.Assign(targets=targets, value=value):
            _calls(walk, value)
            for target in targets:
                _assigned(walk, dotted_name(target), value)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            _calls(walk, value)
            remember(dotted_name(target), value, walk.known)
        case (
            ast.For(target=target, iter=source, body=body)
            | ast.AsyncFor(target=target, iter=source, body=body)
        ):
            _calls(walk, source)
            _loop(walk, target, source, body)
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    _calls(walk, child)
                elif isinstance(child, ast.withitem):
                    _calls(walk, child.context_expr)
            for block in blocks(node):
                _statements(walk, block)


def _assigned(walk: _Walk, name: str, value: ast.expr) -> None:
    if name:
        remember(name, value, walk.known)
        if isinstance(value, ast.List | ast.Tuple | ast.Set) or is_verb_of_client(value, walk.known):
            walk.lists[name] = value


def _loop(walk: _Walk, target: ast.expr, source: ast.expr, body: list[ast.stmt]) -> None:
    if isinstance(source, ast.Name):
        source = walk.lists.get(source.id) or walk.file.lists.get(source.id, source)
    items: list[ast.expr | None] = [None]
    if isinstance(source, ast.List | ast.Tuple | ast.Set) and source.elts:
        items = [*source.elts[:_MAX_LOOP]]
    before = dict(walk.known)
    for item in items:
        walk.known = dict(before)
        for name, value in _unpacked(target, item):
            remember(name, value, walk.known)
        _statements(walk, body)


def _unpacked(target: ast.expr, item: ast.expr | None) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, item if item is not None else target
    elif isinstance(target, ast.Tuple):
        values = item.elts if isinstance(item, ast.Tuple | ast.List) else list(target.elts)
        for inner, value in zip(target.elts, values, strict=False):
            yield from _unpacked(inner, value)


def _calls(walk: _Walk, node: ast.expr) -> None:
    for inner in map(walk.spelled_out, calls_in(node)):
        request = request_of(inner, walk.known, walk.file.routers)
        if request is not None:
            follows = request.follows or ("await" if walk.waits else "")
            if walk.through or follows:
                request = replace(request, through=walk.through, follows=follows)
            walk.found.append(request)
        elif walk.fixtures and _of_fixture(walk, inner):
            continue
        elif walk.depth < _MAX_DEPTH:
            _helper(walk, inner)


def _of_fixture(walk: _Walk, node: ast.Call) -> bool:
    """Note a call of a fixture's method, or of the function that a fixture gives."""
    name = dotted_name(node.func)
    owner = name.partition(".")[0]
    if owner not in walk.fixtures or name.count(".") > 1 or name.rpartition(".")[2] in CLIENT_METHODS:
        return False
    walk.found.append(Request("", "", node, f"{name}()", owner))
    return True


def _helper(walk: _Walk, node: ast.Call) -> None:
    """Follow a call of a function of the same file, or of a method of the same class."""
    owner, _, name = dotted_name(node.func).rpartition(".")
    function = (
        walk.methods.get(name)
        if owner in {"self", "cls"}
        else walk.file.functions.get(name)
        if not owner
        else None
    )
    if function is None:
        walk.found += of_helper(node, walk.file.imported, walk.bases, walk.known)
        return
    if function.name.startswith("test"):
        return
    places = (*function.args.posonlyargs, *function.args.args)
    names = [arg.arg for arg in places][1 if owner else 0 :]
    known = {key: value for key, value in walk.known.items() if "." in key or key in walk.file.constants}
    known.update(defaults_of(function, walk.known))
    known.update({key: render(value, walk.known) for key, value in zip(names, node.args, strict=False)})
    known.update({item.arg: render(item.value, walk.known) for item in node.keywords if item.arg})
    through = walk.through or f"{dotted_name(node.func)}()"
    waits = isinstance(function, ast.AsyncFunctionDef)
    inner = _Walk(
        walk.file, walk.methods, known, walk.found, walk.depth + 1, through, waits, bases=walk.bases
    )
    _statements(inner, function.body)
