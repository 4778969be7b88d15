"""What a file says about who may call: dependencies, decorators, permissions, routers that ask for them.

Only names are kept; ``guarding`` puts the files together.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qaagent_lsp.discovery.guards.words import asks_all, asks_who
from qaagent_lsp.discovery.syntax.parsing import parse

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_ASKING = frozenset({"dependencies", "guards", "permission_classes"})
"""Keywords whose value lists what is asked before a handler."""
_HOOKS = frozenset({"before_request", "before_app_request"})
_REFUSING = frozenset({401, 403})
_LOOKS_AT = frozenset({"is_authenticated", "has_perm", "has_perms", "check_object_permissions", "is_staff"})


@dataclass(frozen=True, slots=True)
class GuardedFunction:
    """A function with the names of what is asked before it, and whether its own text refuses some callers.

    ``owners`` are what its decorators are called on: ``router`` of ``@router.post(...)``. ``parent`` is the class.
    ``annotated`` are names in the annotations of its parameters: each may stand for a dependency.
    """

    name: str
    parent: str
    line: int
    end_line: int
    decorators: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    annotated: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class GuardedClass:
    """A class-based view. ``permissions`` is None where it says nothing of them."""

    name: str
    bases: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    permissions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Included:
    """``owner.include_router(included, dependencies=asked)``."""

    owner: str
    included: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileGuards:
    """All of one file.

    ``imports`` maps names to (module without leading dots, attribute or ``""``). ``asked_by`` maps variables (routers,
    apps, aliases of types) to what they ask for. ``in_calls`` are (first line, last line, names) of calls that ask for
    something: ``add_api_route(…, dependencies=[…])``, ``login_required(view)``. ``default_permissions`` and
    ``middleware`` hold for all routes of the project.
    """

    imports: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    asked_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    functions: tuple[GuardedFunction, ...] = ()
    classes: Mapping[str, GuardedClass] = field(default_factory=dict)
    included: tuple[Included, ...] = ()
    in_calls: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    default_permissions: tuple[str, ...] = ()
    middleware: tuple[str, ...] = ()


def guards_of(text: str) -> FileGuards:
    """Read a file; one that does not parse says nothing."""
    tree = parse(text)
    if not isinstance(tree, ast.Module):
        return FileGuards()
    nodes = list(ast.walk(tree))
    asked_by: dict[str, tuple[str, ...]] = {}
    for name, value in _bindings(nodes):
        if asked := tuple(_asked(value)):
            asked_by[name] = (*asked_by.get(name, ()), *asked)
    functions = tuple(_functions(tree.body, ""))
    for function in functions:
        for decorator in function.decorators:
            owner, _, name = decorator.rpartition(".")
            if name in _HOOKS and (function.refuses or _any_asks(function)):
                asked_by[owner] = (
                    *asked_by.get(owner, ()),
                    function.name if function.refuses else "login_required",
                )
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return FileGuards(
        imports=dict(_imports(nodes)),
        asked_by=asked_by,
        functions=functions,
        classes={node.name: _class(node) for node in nodes if isinstance(node, ast.ClassDef)},
        included=tuple(_included(calls)),
        in_calls=tuple(_in_calls(calls)),
        default_permissions=tuple(_default_permissions(nodes)),
        middleware=tuple(_middleware(nodes, calls)),
    )


def _any_asks(function: GuardedFunction) -> bool:
    return any(asks_who(name) for name in (function.name, *function.decorators))


def _imports(nodes: list[ast.AST]) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in nodes:
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield alias.asname or alias.name, (alias.name, "")
            case ast.ImportFrom(module=module, names=names):
                for alias in names:
                    yield alias.asname or alias.name, (module or "", alias.name)
            case _:
                pass


def _bindings(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case _:
                pass


def _asked(value: ast.expr) -> Iterator[str]:
    """Give what ``APIRouter(dependencies=[…])`` or ``Annotated[User, Depends(…)]`` asks for."""
    match value:
        case ast.Call(keywords=keywords):
            for keyword in keywords:
                if keyword.arg in _ASKING:
                    yield from _listed(keyword.value)
        case ast.Subscript():
            yield from _dependencies(value)
        case _:
            pass


def _listed(value: ast.expr) -> Iterator[str]:
    """Give the names in a list of dependencies or permissions: ``[Depends(a), IsAdmin, has_role("x")]``."""
    inner = list(_dependencies(value))
    if inner:
        yield from inner
        return
    items = value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else [value]
    for item in items:
        for part in ast.walk(item) if isinstance(item, ast.BinOp) else (item,):  # IsAuthenticated & IsOwner
            if name := dotted(part.func if isinstance(part, ast.Call) else part):
                yield name


def _dependencies(value: ast.AST) -> Iterator[str]:
    """Give what is asked for by ``Depends(name)`` and ``Security(name)`` anywhere in an expression."""
    for node in ast.walk(value):
        if not isinstance(node, ast.Call):
            continue
        kind = dotted(node.func).rpartition(".")[2]
        if kind == "Security":
            yield "Security"
        elif kind in {"Depends", "Provide"} and node.args:
            asked = node.args[0]
            if name := dotted(asked.func if isinstance(asked, ast.Call) else asked):
                yield name


def _functions(body: Sequence[ast.AST], parent: str) -> Iterator[GuardedFunction]:
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield _function(node, parent)
                yield from _functions(node.body, "")
            case ast.ClassDef(name=name, body=inner):
                yield from _functions(inner, name)
            case _:
                for part in ("body", "handlers", "cases", "orelse", "finalbody"):
                    yield from _functions(getattr(node, part, []), parent)


def _function(node: _Function, parent: str) -> GuardedFunction:
    decorators = [dotted(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list]
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    annotations = [argument.annotation for argument in arguments if argument.annotation is not None]
    asked = [name for part in (*defaults, *annotations) for name in _dependencies(part)]
    for decorator in node.decorator_list:
        asked += _asked(decorator)
        if isinstance(decorator, ast.Call) and dotted(decorator.func).endswith("permission_classes"):
            asked += [name for argument in decorator.args for name in _listed(argument)]
        if isinstance(decorator, ast.Call) and dotted(decorator.func).endswith("method_decorator"):
            decorators += [dotted(argument) for argument in decorator.args]
    return GuardedFunction(
        name=node.name,
        parent=parent,
        line=min([node.lineno, *(one.lineno for one in node.decorator_list)]),
        end_line=node.end_lineno or node.lineno,
        decorators=tuple(filter(None, decorators)),
        dependencies=tuple(asked),
        annotated=tuple(name for part in annotations if (name := dotted(part))),
        owners=tuple(owner for name in decorators if (owner := name.rpartition(".")[0])),
        refuses=any(_refuses(inner) for inner in ast.walk(node)),
    )


def _refuses(node: ast.AST) -> bool:
    """Tell whether a node answers 401 or 403, or looks at who is calling."""
    match node:
        case ast.Call(func=func, args=args, keywords=keywords) if dotted(func).rpartition(".")[2] in {
            "HTTPException", "abort", "JSONResponse", "Response", "HttpResponse", "make_response",
        }:  # fmt: skip
            return any(_is_refusal(value) for value in (*args, *(keyword.value for keyword in keywords)))
        case ast.Return(value=ast.Tuple(elts=[_, status, *_])):
            return _is_refusal(status)
        case ast.Attribute(attr=attr):
            return attr in _LOOKS_AT
        case ast.Name(id=("PermissionDenied" | "NotAuthenticated" | "HttpResponseForbidden" | "HTTPUnauthorized"
                          | "HTTPForbidden" | "NotAuthorizedException")):  # fmt: skip
            return True
        case _:
            return False


def _is_refusal(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in _REFUSING
    name = dotted(node).rpartition(".")[2]
    return name in {"HTTP_401_UNAUTHORIZED", "HTTP_403_FORBIDDEN", "UNAUTHORIZED", "FORBIDDEN"}


def _class(node: ast.ClassDef) -> GuardedClass:
    permissions: tuple[str, ...] | None = None
    decorators = [dotted(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list]
    for one in node.decorator_list:
        if isinstance(one, ast.Call):  # method_decorator(login_required, name="dispatch")
            decorators += [dotted(argument) for argument in one.args]
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="permission_classes" | "guards")], value=value):
                permissions = tuple(_listed(value))
            case ast.Assign(targets=[ast.Name(id="decorators" | "method_decorators")], value=value):
                decorators += _listed(value)  # flask.views.MethodView
            case ast.FunctionDef(name="get_permissions"):
                permissions = tuple(filter(None, (dotted(inner) for inner in ast.walk(statement))))
            case _:
                pass
    return GuardedClass(
        node.name, tuple(filter(None, map(dotted, node.bases))), tuple(filter(None, decorators)), permissions
    )


def _included(calls: list[ast.Call]) -> Iterator[Included]:
    for call in calls:
        match call:
            case ast.Call(
                func=ast.Attribute(value=owner, attr="include_router" | "register_blueprint"), args=[what, *_]
            ):
                yield Included(dotted(owner), dotted(what), tuple(_asked(call)))
            case _:
                pass


def _in_calls(calls: list[ast.Call]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for call in calls:
        asked = tuple(_asked(call))
        name = dotted(call.func)
        if call.args and name.rpartition(".")[2].islower() and asks_who(name):
            asked = (*asked, name)  # login_required(View.as_view())
        if asked:
            yield call.lineno, call.end_lineno or call.lineno, asked


def _default_permissions(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "DEFAULT_PERMISSION_CLASSES":
                    yield from _texts(value)


def _middleware(nodes: list[ast.AST], calls: list[ast.Call]) -> Iterator[str]:
    """Give the middleware that is put before all routes, but for what only finds out who is calling."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id="MIDDLEWARE")], value=value):
                yield from (text for text in _texts(value) if text.endswith("LoginRequiredMiddleware"))
            case _:
                pass
    for call in calls:
        if dotted(call.func).rpartition(".")[2] in {"add_middleware", "Middleware"} and call.args:
            name = dotted(call.args[0])
            if asks_all(name) and name.rpartition(".")[2] not in {
                "AuthenticationMiddleware",
                "SessionMiddleware",
            }:
                yield name


def _texts(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def dotted(node: ast.AST) -> str:
    """Give ``a.b.c`` of an expression; ``""`` where it is none."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            before = dotted(value)
            return f"{before}.{attr}" if before else attr
        case ast.Constant(value=str(text)) if text.replace(".", "").isidentifier():
            return text  # an annotation in quotes
        case _:
            return ""
