"""Tells whether a call is an HTTP request, and of what: the words that the client libraries share.

Known: Starlette's and FastAPI's ``TestClient``, httpx, requests, Flask's and Django's test client, WebTest, aiohttp,
Playwright's pages and request contexts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from qaagent_lsp.discovery.syntax.strings import ENDPOINT, ENDPOINT_END, HOLE, dotted_name, last_name, render
from qaagent_lsp.model.client_call import Follows

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
_WITH_METHOD = frozenset({"request", "stream", "build_request", "Request"})
_SOCKETS = frozenset({"websocket_connect", "ws_connect"})
CLIENT_METHODS = _VERBS | _WITH_METHOD | _SOCKETS | {"open", "goto"}
"""What clients are asked with: never a helper of the project's own."""
ROUTER_CLASSES = frozenset(
    {"FastAPI", "APIRouter", "Starlette", "Flask", "Blueprint", "Router", "Litestar", "RouteTableDef"}
)
KNOWN_FIXTURES = frozenset(
    (
        "self",
        "cls",
        "monkeypatch",
        "mocker",
        "caplog",
        "capsys",
        "capfd",
        "tmp_path",
        "tmpdir",
        "request",
        "recwarn",
    )
)
"""Parameters of tests that are never a helper of the project's own."""
_URL_MAKERS = frozenset({"make_url", "URL"})
"""aiohttp's ``server.make_url("/path")`` and what its URLs are made of."""
_FOLLOWING = frozenset({"follow_redirects", "allow_redirects", "follow"})
_BROWSING = frozenset({"requests", "session"})
"""Names of what follows redirects whatever app it asks: the library ``requests``, as browsers do."""
REFERENCE = "{="
"""Begins, in the URL of a request, what is read of another file of the tests: ``{=urls.LOGIN}/x``.

In what a helper asks, ``{=self.url}`` is what the class of the test has set.
"""
_SEARCHED = (ast.expr, ast.keyword, ast.comprehension)
# A request factory (pytest-django's rf) makes requests that no app resolves.
_MOCKS = frozenset({"responses", "rsps", "respx", "httpretty", "aioresponses", "m", "rf"})
_STORES = frozenset(
    {"environ", "headers", "cookies", "params", "query_params", "cache", "redis", "config", "kwargs"}
)
_URL = re.compile(r"/(?!/)|(?:https?|wss?)://|\{\}/")
_RELATIVE = re.compile(r"[\w{}.~-]+(?:/[\w{}.~-]*)+(?:[?#].*)?$")
_ENDPOINT = re.compile(rf"([A-Za-z_][\w.:-]*){ENDPOINT_END}([^?#]*)")


@dataclass(frozen=True, slots=True)
class Request:
    """One request as far as it is known; ``method`` is ``""`` when unknown.

    ``through`` is the helper that makes it. Without a ``url`` it is a call of a method of the fixture ``owner`` that
    another file may define: what that asks is looked up there.
    """

    method: str
    url: str
    node: ast.Call
    through: str = ""
    owner: str = ""
    follows: Follows = ""


def request_of(node: ast.Call, known: Mapping[str, str], routers: frozenset[str]) -> Request | None:
    """Read a call as an HTTP request; None when it is something else. ``routers`` are names that declare routes."""
    asked = _asked(node, known, routers)
    if asked is None:
        return None
    method, url_node = asked
    if isinstance(url_node, ast.Call) and last_name(url_node.func) in _URL_MAKERS and url_node.args:
        url_node = url_node.args[0]
    url = render(url_node, known).strip()
    named = endpoint_of(url)
    if named is not None:
        return Request(method, named, node, follows=_follows(node, known)) if named else None
    if url.startswith(REFERENCE) and "client" in receiver_of(node).lower():
        return Request(method, url, node, follows=_follows(node, known))
    if _URL.match(url) and url.strip("{}/"):
        return Request(method, url, node, follows=_follows(node, known))
    if url == "/" or (url == f"{HOLE}/" and "client" in receiver_of(node)):
        return Request(method, url, node, follows=_follows(node, known))
    if "client" in receiver_of(node) and _RELATIVE.match(url) and not url.startswith(HOLE):
        return Request(method, f"/{url}", node, follows=_follows(node, known))
    return None


def endpoint_of(url: str) -> str | None:
    """Give the name of the endpoint that a rendered URL is made of, None where it is made of none.

    With what is put behind its URL: ``reverse("pets") + "5/"``. ``""`` where the name cannot be known.
    """
    _, is_named, endpoint = url.partition("?")[0].rpartition(ENDPOINT)
    if not is_named:
        return None
    found = _ENDPOINT.match(endpoint)
    return "" if found is None else found[0] if found[2] else found[1]


def is_verb_of_client(node: ast.expr, known: Mapping[str, str]) -> bool:
    """Tell whether an expression may be what a client asks with: ``client.get``, ``getattr(client, "get")``."""
    match node:
        case ast.Call(func=ast.Name(id="getattr"), args=[_, name, *_]):
            return render(name, known).lower() in _VERBS
        case ast.Attribute(attr=attr):
            return attr in _VERBS
        case _:
            return False


def _follows(node: ast.Call, known: Mapping[str, str]) -> Follows:
    """Tell whether a request follows redirects; ``""`` where it is left to the client."""
    for keyword in node.keywords:
        if keyword.arg in _FOLLOWING:
            said = render(keyword.value, known)
            return "yes" if said == "True" else "no"
    func = node.func
    if not isinstance(func, ast.Attribute):
        return ""
    asked = func.value.id if isinstance(func.value, ast.Name) else ""
    return "yes" if func.attr == "goto" or asked in _BROWSING else ""


def receiver_names_of_routers(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Names bound in a body, or in what it nests, to apps and routers: their ``get`` declares, it does not ask."""
    for node in body:
        match node:
            case ast.Assign(targets=targets, value=ast.Call(func=func)) if last_name(func) in ROUTER_CLASSES:
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case (
                ast.FunctionDef()
                | ast.AsyncFunctionDef()
                | ast.ClassDef()
                | ast.If()
                | ast.With()
                | ast.Try()
            ):
                yield from receiver_names_of_routers(node.body)
            case _:
                pass


def calls_in(node: ast.AST) -> list[ast.Call]:
    """List the calls in an expression, outermost first. Quicker than ``ast.walk``: test data is mostly literals."""
    found: list[ast.Call] = []
    _collect(node, found)
    return found


def _collect(node: ast.AST, found: list[ast.Call]) -> None:
    kind = type(node)
    while kind is ast.Attribute:
        node = node.value  # type: ignore[attr-defined]  # its type was just compared, which is quicker than isinstance
        kind = type(node)
    if kind is ast.Constant or kind is ast.Name:
        return
    if isinstance(node, ast.Call):
        found.append(node)
        _collect(node.func, found)
        for arg in node.args:
            _collect(arg, found)
        for keyword in node.keywords:
            _collect(keyword.value, found)
        return
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            for item in value:
                if isinstance(item, _SEARCHED):
                    _collect(item, found)
        elif isinstance(value, _SEARCHED):
            _collect(value, found)


def _asked(node: ast.Call, known: Mapping[str, str], routers: frozenset[str]) -> tuple[str, ast.expr] | None:
    """Give the method and the expression of the URL of what looks like a request."""
    match node.func:
        case ast.Call(func=ast.Name(id="getattr"), args=[_, name, *_]):  # getattr(client, verb)("/x")
            verb = render(name, known)
            url = _argument(node, 0, "url", "path")
            return (verb.upper() if verb.lower() in _VERBS else "", url) if url is not None else None
        case ast.Attribute(attr="assertRedirects") | ast.Name(id="assertRedirects"):
            return _fetched(node)
        case ast.Attribute(attr=attr):
            receiver = receiver_of(node)
            if receiver in routers or _is_no_client(receiver):
                return None
            if (
                receiver == "web" and len(node.args) > 1
            ):  # web.get("/path", handler) declares, aiohttp's own way
                return None
            return _of_attribute(node, attr, receiver, known)
        case _:
            return None


def _fetched(node: ast.Call) -> tuple[str, ast.expr] | None:
    """Django's assertion asks for the page to which a redirect leads, unless it is told not to."""
    for keyword in node.keywords:
        if keyword.arg == "fetch_redirect_response" and getattr(keyword.value, "value", True) is False:
            return None
    url = _argument(node, 1, "expected_url")
    return ("GET", url) if url is not None else None


def _of_attribute(
    node: ast.Call, attr: str, receiver: str, known: Mapping[str, str]
) -> tuple[str, ast.expr] | None:
    if attr in _VERBS or attr in _SOCKETS:
        url = _argument(node, 0, "url", "path")
        return (attr.upper() if attr in _VERBS else "WEBSOCKET", url) if url is not None else None
    if attr in _WITH_METHOD:
        method, url = _argument(node, 0, "method"), _argument(node, 1, "url", "path")
        return (_method(method, known), url) if method is not None and url is not None else None
    if attr == "goto":  # a page of Playwright
        url = _argument(node, 0, "url")
        return ("GET", url) if url is not None else None
    named = _argument(node, 99, "method") if attr == "open" else None
    if attr == "open" and (named is not None or "client" in receiver or receiver == "c"):
        url = _argument(node, 0, "path")
        return (_method(named, known) if named is not None else "GET", url) if url is not None else None
    return None


def _method(node: ast.expr, known: Mapping[str, str]) -> str:
    text = render(node, known).upper()
    return text if text.isalpha() else ""


def _argument(node: ast.Call, position: int, *names: str) -> ast.expr | None:
    if position < len(node.args):
        found = node.args[position]
        return None if isinstance(found, ast.Starred) else found
    return next((item.value for item in node.keywords if item.arg in names), None)


def receiver_of(node: ast.Call) -> str:
    """Name what the method is called on: ``self.client``, ``app.test_client`` of ``app.test_client().get``."""
    func = node.func
    if isinstance(func, ast.Call) and func.args:
        return dotted_name(func.args[0])
    if not isinstance(func, ast.Attribute):
        return ""
    of = func.value
    while isinstance(of, ast.Call | ast.Await):
        of = of.func if isinstance(of, ast.Call) else of.value
    return dotted_name(of)


@lru_cache(maxsize=4096)
def _is_no_client(receiver: str) -> bool:
    last = receiver.rpartition(".")[2].lower()
    return last in _MOCKS or last in _STORES or "mock" in receiver.lower() or last.endswith("factory")
