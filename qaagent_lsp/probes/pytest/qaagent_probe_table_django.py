"""What a Django project serves: every pattern that the root URL configuration leads to, the admin's aside."""

from __future__ import annotations

import importlib
import re
import sys
from typing import TYPE_CHECKING, Any

from qaagent_probe_handlers import operations_of, view_of
from qaagent_probe_tables import Entry, template_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    # Django is not among our own dependencies, nor does it come with types.
    Pattern = Any
    Resolver = Any
    View = Any

_ANY = "ANY"
_AUTOMATIC = ("head", "options")
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
_DEEPEST = 30


class Project:
    """A URL configuration that requests were resolved by: what stands for the app."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    @property
    def qaagent_name(self) -> str:
        """The application of the project whose root URL configuration this is, else its module and list."""
        urlconf = self.resolver.urlconf_name
        name = urlconf if isinstance(urlconf, str) else getattr(urlconf, "__name__", "")
        settings = sys.modules["django.conf"].settings
        for setting in ("WSGI_APPLICATION", "ASGI_APPLICATION"):
            application = getattr(settings, setting, None) or ""
            if name == getattr(settings, "ROOT_URLCONF", "") and "." in application:
                return ":".join(application.rpartition(".")[::2])
        return "%s:urlpatterns" % name if name else ""

    @property
    def qaagent_file(self) -> str:
        """The file of that module."""
        return getattr(self.resolver.urlconf_module, "__file__", None) or ""


def entries(project: Project) -> Iterator[Entry]:
    """List the patterns in the order in which they are tried."""
    seen = set()
    for entry in _walk(project.resolver.url_patterns, "", {}, 0):
        # Ninja has a pattern for each operation, and the same view behind all those of one path.
        one = next((id(operation) for operation in operations_of(entry.endpoint)), None)
        if one is None or (entry.path, one) not in seen:
            seen.add((entry.path, one))
            yield entry


def _walk(patterns: list[Pattern], route: str, outer: dict[str, str], depth: int) -> Iterator[Entry]:
    if depth > _DEEPEST:
        return
    for item in patterns:
        full = route + text_of(item.pattern)
        params = {**outer, **_params(item.pattern)}
        nested = getattr(item, "url_patterns", None)
        if nested is None:
            # Django REST framework adds every route once more, with a suffix for the format.
            if "format" not in params and not _is_automatic(item.callback):
                shown = "/" + _numbered(full).lstrip("/")
                yield Entry(_methods(item.callback), shown, item.callback, "django", list(params.items()))
        elif not any(hasattr(getattr(inner, "callback", None), "admin_site") for inner in nested):
            yield from _walk(nested, full, params, depth + 1)


def text_of(pattern: Pattern) -> str:
    """Write one pattern as a template; a part of a regular expression without a name is ``{var}``."""
    if hasattr(pattern, "_route"):
        return template_of(str(pattern._route))[0]
    if not hasattr(pattern, "_regex"):
        return str(pattern)  # the prefix of a language
    parser: Any = sys.modules.get("re._parser") or importlib.import_module("sre_parse")
    parsed = parser.parse(str(pattern._regex))
    names = {number: name for name, number in getattr(parsed, "state", parsed).groupdict.items()}
    return "".join(_pieces(parsed, names))


def _pieces(parsed: Any, names: dict[int, str]) -> Iterator[str]:
    for operation, argument in parsed:
        kind = str(operation)
        if kind == "LITERAL":
            yield chr(argument)
        elif kind == "ANY":
            yield "."
        elif kind == "SUBPATTERN":
            if argument[0] is None:
                yield from _pieces(argument[-1], names)
            else:
                yield "{%s}" % names.get(argument[0], "var")
        elif kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            inner = list(argument[2])
            if len(inner) == 1 and str(inner[0][0]) in ("IN", "ANY", "NOT_LITERAL"):
                yield "{var}"
            else:
                yield from _pieces(argument[2], names)
        elif kind in ("IN", "NOT_LITERAL", "BRANCH"):
            yield "{var}"


def _numbered(path: str) -> str:
    """Tell nameless parameters apart: ``{var}``, ``{var2}``."""
    first, *others = path.split("{var}")
    parts = [first]
    for number, other in enumerate(others, 1):
        parts.append("{var}" if number == 1 else "{var%d}" % number)
        parts.append(other)
    return "".join(parts)


def _params(pattern: Pattern) -> dict[str, str]:
    found = {}
    for name, converter in (getattr(pattern, "converters", None) or {}).items():
        found[name] = _name_of(converter)
    if hasattr(pattern, "_regex"):
        for name in pattern.regex.groupindex:
            found.setdefault(name, "")
    return found


def _name_of(converter: object) -> str:
    module = sys.modules.get("django.urls.converters")
    known = module.get_converters() if module is not None else {}
    return next((name for name, one in known.items() if one is converter), "")


def _methods(view: View) -> list[str]:
    """Give the methods that a view answers; a plain function answers any."""
    operations = operations_of(view)
    if operations:  # of Django Ninja
        return list(dict.fromkeys(method for one in operations for method in one.methods))
    allowed = _required(view)
    kind, actions = view_of(view)
    if kind is None:
        return [method for method in allowed if method.lower() not in _AUTOMATIC] or allowed or [_ANY]
    listed = [verb for verb in _listed(view, kind) if not allowed or verb.upper() in allowed]
    if actions:
        return [verb.upper() for verb in listed if verb in actions and verb not in _AUTOMATIC]
    answered = [verb for verb in listed if callable(getattr(kind, verb, None)) and not _is_given(kind, verb)]
    return [verb.upper() for verb in answered] or [_ANY]


def _listed(view: View, kind: type) -> list[str]:
    options = getattr(view, "view_initkwargs", None) or getattr(view, "initkwargs", None) or {}
    names = options.get("http_method_names") or getattr(kind, "http_method_names", None) or _VERBS
    return [name.lower() for name in names]


def _is_given(kind: type, verb: str) -> bool:
    """Tell whether it is the framework that answers HEAD or OPTIONS."""
    method = getattr(kind, verb)
    return verb in _AUTOMATIC and getattr(method, "__module__", "").partition(".")[0] in (
        "django",
        "rest_framework",
    )


def _required(view: View) -> list[str]:
    """Read what ``require_http_methods`` and its kin hold."""
    for _ in range(50):
        code = getattr(view, "__code__", None)
        cells = getattr(view, "__closure__", None) or ()
        held = dict(zip(code.co_freevars, cells)) if code is not None else {}
        if "request_method_list" in held:
            return sorted(
                str(getattr(one, "value", one)) for one in held["request_method_list"].cell_contents
            )
        view = getattr(view, "__wrapped__", None)
        if view is None:
            return []
    return []


def _is_automatic(view: View) -> bool:
    """Tell whether it is a view that nobody has written: served files, Ninja's documentation."""
    kind, _ = view_of(view)
    view = getattr(view, "func", view)  # Ninja's pages are partial functions
    module = (kind or view).__module__ if hasattr(kind or view, "__module__") else ""
    served = ("django.views.static", "django.contrib.staticfiles.views", "ninja.openapi.views")
    return re.match("|".join(map(re.escape, served)), module or "") is not None
