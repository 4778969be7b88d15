"""How a project tests already: its client fixture, how its tests sign in, how they are marked."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.authoring.case_classes import CaseClass
from qaagent_lsp.authoring.literals import name_of, parsed
from qaagent_lsp.authoring.module_clients import ModuleClient

ClientKind = Literal["flask", "httpx", "django", "drf"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a test becomes one of a user that is signed in.

    ``call`` is a statement with ``fixture`` in it (``auth.login()``); ``client``: the fixture is a client that is
    signed in; ``headers``: it gives the headers that prove it.
    """

    how: Literal["call", "client", "headers"]
    fixture: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class ProjectStyle:
    """What tests of a folder can use. ``client`` is the fixture's name, ``""`` where there is none.

    ``app_fixture``: there is a fixture ``app``, which gives one. ``is_async``: the client is awaited.
    ``mark`` is the decorator that tests need, ``""`` for none. ``width`` is the longest line. ``lender`` has a
    client where no fixture gives one.
    """

    kind: ClientKind
    client: str = ""
    app_fixture: bool = False
    sign_in: SignIn | None = None
    is_async: bool = False
    mark: str = ""
    width: int = 88
    lender: CaseClass | ModuleClient | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes the requests of a test: the client, and the fixtures that the test asks for, the client first.

    ``statement`` signs a user in, ``headers`` is the fixture that proves who it is; ``""`` for none.
    """

    client: str
    fixtures: tuple[str, ...]
    statement: str = ""
    headers: str = ""


def caller_of(sign_in: SignIn | None, client: str) -> Caller:
    """Say who calls with a client; ``sign_in`` is None for somebody unknown."""
    if sign_in is None:
        return Caller(client, (client,))
    if sign_in.how == "client":
        return Caller(sign_in.fixture, (sign_in.fixture,))
    headers = sign_in.fixture if sign_in.how == "headers" else ""
    return Caller(client, (client, sign_in.fixture), sign_in.statement, headers)


_CLIENTS = (
    "client",
    "test_client",
    "api_client",
    "app_client",
    "http_client",
    "async_client",
    "flask_client",
)
_SIGNED_IN = re.compile(
    r"(auth|authenticated|authorized|authorised|logged_?in|signed_?in|user|admin|superuser)_(api_)?client"
    r"|(api_)?client_(auth\w*|logged_in|signed_in)"
)
_HEADERS = re.compile(r"(\w+_)?(auth|token|user|superuser)\w*_headers|headers_auth\w*")
_GIVES_CLIENT = re.compile(r"\.test_client\(|\b(TestClient|AsyncClient|APIClient|Client)\(")
_SIGNS_IN = re.compile(r"\.(force_authenticate|force_login|login|credentials)\(")
_LOGIN = ("login", "log_in", "sign_in", "signin", "authenticate")


def style_of(
    kind: ClientKind,
    conftests: Sequence[str],
    tests: Sequence[str] = (),
    plugins: Sequence[str] = (),
    width: int = 88,
) -> ProjectStyle:
    """Read how tests are written. ``conftests`` are texts, the nearest first; ``tests`` are texts of tests nearby.

    ``plugins`` are the installed distributions that extend pytest: some bring a client.
    """
    trees = [tree for text in conftests if (tree := parsed(text)) is not None]
    fixtures: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    for tree in reversed(trees):
        fixtures |= fixtures_in(tree)
    brought = {name.lower().replace("_", "-") for name in plugins}
    sources = {name: ast.unparse(function) for name, function in fixtures.items()}
    classes = {node.name: node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)}
    given = [name for name in sources if name in _CLIENTS or _GIVES_CLIENT.search(sources[name])]
    plain = [name for name in given if not _is_signed_in(name, sources[name])]
    client = next((name for name in _CLIENTS if name in plain), plain[0] if plain else "")
    sign_in = _sign_in(fixtures, classes) or _client_of_a_user(given, plain, sources)
    source = sources.get(client, "")
    if "APIClient" in source or (not client and sign_in and "APIClient" in sources[sign_in.fixture]):
        kind = "drf"
    if not client and (
        (kind == "django" and "pytest-django" in brought)
        or (kind == "flask" and "pytest-flask" in brought and "app" in fixtures)
    ):
        client = "client"
    is_async = "AsyncClient" in source or isinstance(fixtures.get(client), ast.AsyncFunctionDef)
    mark = _mark_of(tests, brought) if is_async else ""
    if kind in {"django", "drf"} and "pytest-django" in brought:
        mark = "pytest.mark.django_db"
    return ProjectStyle(kind, client, "app" in fixtures, sign_in, is_async, mark, width)


def width_in(pyproject: str) -> int:
    """Read the longest line that ruff or black allows, 88 where nothing says it."""
    found = re.search(r"^\s*line[-_]length\s*=\s*(\d+)", pyproject, re.MULTILINE)
    return int(found[1]) if found and 40 <= int(found[1]) <= 200 else 88


def fixtures_in(tree: ast.Module) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give the fixtures of a file by the names that tests ask for: ``@pytest.fixture(name="client")`` sets one."""
    found: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                made = decorator.func if isinstance(decorator, ast.Call) else decorator
                if name_of(made) == "fixture":
                    found[_called(decorator) or node.name] = node
    return found


def is_used_by_itself(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether tests have a fixture without asking for it."""
    given = (
        word
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        for word in decorator.keywords
    )
    return any(word.arg == "autouse" and ast.unparse(word.value) != "False" for word in given)


def _called(decorator: ast.expr) -> str:
    match decorator:
        case ast.Call(keywords=keywords):
            given = (word.value for word in keywords if word.arg == "name")
            return next(
                (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)),
                "",
            )
        case _:
            return ""


def _mark_of(tests: Sequence[str], brought: set[str]) -> str:
    for name in ("anyio", "asyncio"):
        if any(f"mark.{name}" in text for text in tests):
            return f"pytest.mark.{name}"
    if "pytest-asyncio" in brought:
        return "pytest.mark.asyncio"
    return "pytest.mark.anyio" if "anyio" in brought else ""


def _sign_in(
    fixtures: Mapping[str, ast.FunctionDef | ast.AsyncFunctionDef], classes: Mapping[str, ast.ClassDef]
) -> SignIn | None:
    for name, function in fixtures.items():
        given = next((node.value for node in ast.walk(function) if isinstance(node, ast.Return)), None)
        made = classes.get(name_of(given.func)) if isinstance(given, ast.Call) else None
        for method in made.body if made else ():
            if isinstance(method, ast.FunctionDef) and method.name in _LOGIN and _needs_nothing(method):
                return SignIn("call", name, f"{name}.{method.name}()")
    return None


def _client_of_a_user(
    given: Sequence[str], plain: Sequence[str], sources: Mapping[str, str]
) -> SignIn | None:
    for name in (*given, *sources):
        if name not in plain and _is_signed_in(name, sources[name] if name in given else ""):
            return SignIn("client", name)
    for name in sources:
        if _HEADERS.fullmatch(name):
            return SignIn("headers", name)
    return None


def _is_signed_in(name: str, source: str) -> bool:
    return _SIGNED_IN.fullmatch(name) is not None or _SIGNS_IN.search(source) is not None


def _needs_nothing(method: ast.FunctionDef) -> bool:
    return len(method.args.args) - 1 == len(method.args.defaults)
