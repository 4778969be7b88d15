"""The route table of a Django project, told by its resolver; imported by ``runtime_routes.py``.

Format suffixes, the admin and served files are left out. A function view that nothing restricts has ``GET`` and the
methods that its source text names, or that of a function which it leaves its request to, one of another package ``ANY``
(docs/decisions/0012). Regular expressions are taken apart by Python itself.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

Row = tuple[str, str, str, Any]
"""Method, path, dotted name, and the function or class of which the place is that of the handler."""

AUTOMATIC = {"head", "options"}
NAMED = re.compile(
    r"""request\.method(?:\.\w+\(\))?\s*(?:==|!=|in|not in)\s*([\[({]?[^:\n]*)|case\s+(.*):|request\.(POST|FILES)\b"""
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def table(folder: str) -> Iterator[Row]:
    resolver = import_module("django.urls").get_resolver()
    yield from rows(Path(folder).resolve(), resolver.url_patterns, "")


def is_below(folder: Path, file: str | None) -> bool:
    if not file:
        return False
    path = Path(file).resolve()
    return path.is_relative_to(folder) and "site-packages" not in path.relative_to(folder).parts


def rows(folder: Path, patterns: Iterable[Any], prefix: str) -> Iterator[Row]:
    for item in patterns:
        path = prefix + text_of(item.pattern)
        operations = getattr(closure(getattr(item, "callback", None), "self"), "operations", None)
        if operations is not None:  # the view of one path of Django Ninja
            for one in operations:
                function = inspect.unwrap(one.view_func)
                yield from ((method, template(path), dotted(function), function) for method in one.methods)
            continue
        if getattr(getattr(item, "callback", None), "func", dotted).__module__ == "ninja.openapi.views":
            continue
        if not hasattr(item, "url_patterns"):
            if "drf_format_suffix" not in str(item.pattern) and "(?P<format>" not in str(item.pattern):
                for method, handler, place in served(folder, item.callback):
                    yield method, template(path), handler, place
            continue
        listed = item.url_patterns
        if not any(hasattr(getattr(inner, "callback", None), "admin_site") for inner in listed):
            yield from rows(folder, listed, path)


def served(folder: Path, callback: Any) -> Iterator[tuple[str, str, Any]]:
    callback, cls, allowed = looked_through(callback)
    if cls is None:
        yield from of_function(folder, callback, allowed)
        return
    name = f"{cls.__module__}.{cls.__qualname__}"
    options = getattr(callback, "view_initkwargs", None) or getattr(callback, "initkwargs", {})
    listed = [m.lower() for m in options.get("http_method_names", cls.http_method_names)]
    listed = [m for m in listed if allowed is None or m.upper() in allowed]
    if "WrappedAPIView" in cls.__qualname__:
        (function,) = {closure(getattr(cls, m), "func") for m in listed if m not in AUTOMATIC}
        yield from ((m.upper(), dotted(function), function) for m in listed if m not in AUTOMATIC)
        return
    actions = getattr(callback, "actions", None) or {m: m for m in listed if callable(getattr(cls, m, None))}
    answered = [m for m in actions if m in listed and not is_automatic(folder, cls, m)]
    for m in answered:
        function = getattr(cls, actions[m])
        yield m.upper(), f"{name}.{actions[m]}", function if is_below(folder, file_of(function)) else cls
    if not answered and is_below(folder, file_of(cls.dispatch)):
        yield from ((m, f"{name}.dispatch", cls.dispatch) for m in named(folder, cls.dispatch))


def looked_through(callback: Any) -> tuple[Any, Any, list[str] | None]:
    """Look behind decorators: the view, its class if it has one, the methods that a decorator allows."""
    allowed = None
    while True:
        cls = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
        allowed = allowed or closure(callback, "request_method_list")
        inner = getattr(callback, "__wrapped__", None) or getattr(callback, "func", None) or held(callback)
        if cls is not None or inner is None:
            return callback, cls, allowed
        callback = inner


def held(function: Any) -> Any:
    """Give the one function that a decorator's inner function holds, where it does not say what it wraps."""
    if "<locals>" not in getattr(function, "__qualname__", ""):
        return None
    cells = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    functions = [content for content in cells if inspect.isfunction(content)]
    return functions[0] if len(functions) == 1 else None


def of_function(folder: Path, function: Any, allowed: list[str] | None) -> Iterator[tuple[str, str, Any]]:
    name = dotted(function)
    if not inspect.isroutine(function):
        function = type(function)
        name = dotted(function) + ".__call__" * ("__call__" in vars(function))
    if name == "django.views.static.serve":
        return
    own = is_below(folder, inspect.getsourcefile(function))
    for method in allowed or (named(folder, function) if own else ["ANY"]):
        if method.lower() not in AUTOMATIC:
            yield method, name, function


def named(folder: Path, function: Any) -> list[str]:
    found = {"GET"}
    read, todo = set(), [function]
    while todo:
        read.add(one := todo.pop())
        text = inspect.getsource(one)
        for groups in NAMED.findall(text):
            words = set(re.findall(r"[\"'](\w+)[\"']", " ".join(groups)))
            found |= {word.upper() for word in words} | ({"POST"} if groups[2] else set())
        for name in re.findall(r"return (\w+)\(request\b", text):
            other = inspect.unwrap(vars(inspect.getmodule(one)).get(name, len))
            if (
                inspect.isfunction(other)
                and is_below(folder, inspect.getsourcefile(other))
                and other not in read
            ):
                todo.append(other)
    return [method for method in METHODS if method in found]


def dotted(thing: Any) -> str:
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', '')}"


def is_automatic(folder: Path, cls: type, method: str) -> bool:
    return method in AUTOMATIC and not is_below(folder, file_of(getattr(cls, method)))


def file_of(function: Any) -> str | None:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_filename if code else None


def closure(function: Any, name: str) -> Any:
    code = getattr(function, "__code__", None)
    if code is None or name not in code.co_freevars:
        return None
    held = function.__closure__[code.co_freevars.index(name)].cell_contents
    return [getattr(item, "value", item) for item in held] if isinstance(held, list | tuple) else held


def text_of(pattern: Any) -> str:
    if hasattr(pattern, "_route"):
        return re.sub(r"<(?:[^>:]+:)?([^>]+)>", r"{\1}", str(pattern._route))
    if hasattr(pattern, "_regex"):
        parser: Any = import_module("re._parser")
        parsed = parser.parse(str(pattern._regex))
        names = {number: name for name, number in parsed.state.groupdict.items()}
        return "".join(pieces(parsed, names))
    return str(pattern)  # the prefix of a language


def pieces(parsed: Any, names: dict[int, str]) -> Iterator[str]:
    for op, arg in parsed:
        kind = str(op)
        if kind == "LITERAL":
            yield chr(arg)
        elif kind == "ANY":
            yield "."
        elif kind == "SUBPATTERN":
            if arg[0] is None:
                yield from pieces(arg[-1], names)
            else:
                yield f"{{{names.get(arg[0], 'var')}}}"
        elif kind in {"MAX_REPEAT", "MIN_REPEAT"}:
            inner = list(arg[2])
            single = len(inner) == 1 and str(inner[0][0])
            yield from ["{var}"] if single in {"IN", "ANY", "NOT_LITERAL"} else pieces(arg[2], names)
        elif kind in {"IN", "NOT_LITERAL", "BRANCH"}:
            yield "{var}"


def template(path: str) -> str:
    seen = 0

    def numbered(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return "{var}" if seen == 1 else f"{{var{seen}}}"

    return "/" + re.sub(r"\{var\}", numbered, path).lstrip("/")
