"""A request in the words of a test's client: Flask's, Django's, or one that speaks as httpx does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from qaagent_lsp.authoring.project_style import ClientKind
from qaagent_lsp.authoring.python_text import Doc, call, text, value_of
from qaagent_lsp.model.brief import Creation, RequestBrief

_WITHOUT_BODY = frozenset({"GET", "DELETE", "HEAD", "OPTIONS"})
_METHODS = frozenset({*_WITHOUT_BODY, "POST", "PUT", "PATCH"})


def requested(
    client: str,
    kind: ClientKind,
    request: RequestBrief,
    *,
    stays: bool = False,
    headers: str = "",
    body: str = "",
) -> Doc:
    """Write the call that makes a request. ``stays``: a redirect is not followed.

    ``headers`` is a variable that holds more of them, ``body`` one that is sent instead of the request's own.
    """
    method = request.method
    is_httpx = kind == "httpx"
    named = method in _METHODS and not (
        is_httpx and method in _WITHOUT_BODY and (request.body or request.form)
    )
    arguments: list[tuple[str, Doc]] = []
    if not named and kind != "flask":
        arguments.append(("", text(method)))
    path = request.path
    if kind in {"django", "drf"} and request.query:
        path = f"{path}?{urlencode(request.query)}"
    arguments.append(("", text(path) if request.made is None else _path_to_made(path, request.made, kind)))
    if not named and kind == "flask":
        arguments.append(("method=", text(method)))
    if request.query and kind not in {"django", "drf"}:
        arguments.append(("params=" if is_httpx else "query_string=", _pairs(request.query)))
    if headers and request.headers:
        arguments.append(("headers=", f"{{**{headers}, **{_flat_pairs(request.headers)}}}"))
    elif headers or request.headers:
        arguments.append(("headers=", headers or _pairs(request.headers)))
    arguments += _carried(kind, request, body) if named or kind in {"flask", "httpx"} else _raw(request)
    if stays and is_httpx:
        arguments.append(("follow_redirects=", "False"))
    return call(f"{client}.{method.lower() if named else _general(kind)}", arguments)


def json_of(answer: str, kind: ClientKind) -> str:
    """Write what reads the JSON of an answer: a property of Flask's, a method of all others'."""
    return f"{answer}.json" if kind == "flask" else f"{answer}.json()"


def _path_to_made(path: str, made: Creation, kind: ClientKind) -> str:
    before, _, after = path.partition(f"{{{made.param}}}")
    field = f"['{made.field}']"
    return f'f"{before}{{{json_of("made", kind)}{field}}}{after}"'


def _general(kind: ClientKind) -> str:
    return {"flask": "open", "httpx": "request", "django": "generic", "drf": "generic"}[kind]


def _carried(kind: ClientKind, request: RequestBrief, body: str) -> list[tuple[str, Doc]]:
    if request.form:
        return [("data=", _pairs(request.form)), *([("format=", '"multipart"')] if kind == "drf" else [])]
    if request.body is None:
        return []
    value: Doc = body or value_of(json.loads(request.body))
    match kind:
        case "django":
            return [("data=", value), ("content_type=", '"application/json"')]
        case "drf":
            return [("data=", value), ("format=", '"json"')]
        case _:
            return [("json=", value)]


def _raw(request: RequestBrief) -> list[tuple[str, Doc]]:
    """Give the body as Django's ``generic`` sends it, which encodes nothing."""
    if request.form:
        media, data = "application/x-www-form-urlencoded", urlencode(request.form)
    elif request.body is not None:
        media, data = "application/json", request.body
    else:
        return []
    return [("data=", text(data)), ("content_type=", text(media))]


def _pairs(pairs: Sequence[tuple[str, str]]) -> Doc:
    names = [name for name, _ in pairs]
    if len(set(names)) == len(names):
        return value_of(dict(pairs))
    return value_of({name: [value for other, value in pairs if other == name] for name in names})


def _flat_pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{text(name)}: {text(value)}" for name, value in pairs) + "}"
