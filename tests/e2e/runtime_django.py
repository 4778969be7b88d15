"""Run by a project's own interpreter: prints what Django's resolver serves as JSON rows [method, path, handler].

Usage: ``python runtime_django.py FOLDER SETTINGS_MODULE``. Rows are the patterns that stand in urlconfs of FOLDER;
format suffixes, the root views of routers, the admin, served files and urlconfs of other packages are left out. ``*``
is the method of a view that answers any. Regular expressions are taken apart by Python's own parser.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

Row = tuple[str, str, str]
AUTOMATIC = {"head", "options"}


def is_below(folder: Path, file: str | None) -> bool:
    if not file:
        return False
    path = Path(file).resolve()
    return path.is_relative_to(folder) and "site-packages" not in path.relative_to(folder).parts


def rows(folder: Path, patterns: Iterable[Any], prefix: str) -> Iterator[Row]:
    for item in patterns:
        path = prefix + text_of(item.pattern)
        if not hasattr(item, "url_patterns"):
            if "drf_format_suffix" not in str(item.pattern) and "(?P<format>" not in str(item.pattern):
                for method, handler in served(folder, item.callback):
                    yield method, template(path), handler
            continue
        listed = item.url_patterns
        module = item.urlconf_name if inspect.ismodule(item.urlconf_name) else None
        if module is not None and not is_below(folder, module.__file__):
            continue
        if not any(hasattr(getattr(inner, "callback", None), "admin_site") for inner in listed):
            yield from rows(folder, listed, path)


def served(folder: Path, callback: Any) -> Iterator[tuple[str, str]]:
    allowed = None
    while True:
        cls = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
        if cls is not None:
            break
        allowed = allowed or closure(callback, "request_method_list")
        inner = getattr(callback, "__wrapped__", None) or getattr(callback, "func", None)
        if inner is None:
            break
        callback = inner
    if cls is None:
        if not inspect.isroutine(callback):
            name = f"{type(callback).__module__}.{type(callback).__qualname__}.__call__"
        else:
            name = f"{callback.__module__}.{callback.__qualname__}"
        if name == "django.views.static.serve":
            return
        for method in [m for m in allowed or ["*"] if m.lower() not in AUTOMATIC]:
            yield method.upper(), name
        return
    name = f"{cls.__module__}.{cls.__qualname__}"
    if name.startswith("rest_framework.routers."):
        return
    options = getattr(callback, "view_initkwargs", None) or getattr(callback, "initkwargs", {})
    listed = [m.lower() for m in options.get("http_method_names", cls.http_method_names)]
    if allowed is not None:
        listed = [m for m in listed if m.upper() in allowed]
    if "WrappedAPIView" in cls.__qualname__:
        name = f"{cls.__module__}.{cls.__name__}"
        yield from ((m.upper(), name) for m in listed if m not in AUTOMATIC)
        return
    actions = getattr(callback, "actions", None)
    if actions:
        yield from (
            (m.upper(), f"{name}.{action}")
            for m, action in actions.items()
            if m in listed and m not in AUTOMATIC
        )
        return
    answered = [m for m in listed if callable(getattr(cls, m, None)) and not is_automatic(folder, cls, m)]
    yield from ((m.upper(), f"{name}.{m}") for m in answered)
    if not answered and is_below(folder, file_of(cls.dispatch)):
        yield "*", f"{name}.dispatch"


def is_automatic(folder: Path, cls: type, method: str) -> bool:
    return method in AUTOMATIC and not is_below(folder, file_of(getattr(cls, method)))


def file_of(function: Any) -> str | None:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_filename if code else None


def closure(function: Any, name: str) -> Any:
    code = getattr(function, "__code__", None)
    if code is None or name not in code.co_freevars:
        return None
    return [
        m.value if hasattr(m, "value") else m
        for m in function.__closure__[code.co_freevars.index(name)].cell_contents
    ]


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


if __name__ == "__main__":
    folder, settings = sys.argv[1:]
    sys.path.insert(0, folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    import_module("django").setup()
    resolver = import_module("django.urls").get_resolver()
    sys.stdout.write(json.dumps(sorted(set(rows(Path(folder).resolve(), resolver.url_patterns, "")))))
