"""What a Django project serves: every pattern that the root URL configuration leads to, the admin's aside."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from qaagent_probe_django import template_of
from qaagent_probe_handlers import view_of
from qaagent_probe_tables import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    # Django is not among our own dependencies, nor does it come with types.
    Pattern = Any
    Resolver = Any
    View = Any

_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")
_DEEPEST = 30


class Project:
    """A URL configuration that requests were resolved by: what stands for the app."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        urlconf = getattr(resolver, "urlconf_name", "")
        name = urlconf if isinstance(urlconf, str) else getattr(urlconf, "__name__", "")
        self.qaagent_name = "%s:urlpatterns" % name if name else ""
        self.qaagent_file = getattr(sys.modules.get(name), "__file__", None) or ""


def entries(project: Project) -> Iterator[Entry]:
    """List the patterns in the order in which they are tried."""
    yield from _walk(project.resolver.url_patterns, "", {}, 0)


def _walk(patterns: list[Pattern], route: str, outer: dict[str, str], depth: int) -> Iterator[Entry]:
    if depth > _DEEPEST:
        return
    for item in patterns:
        full = _joined(route, str(item.pattern))
        params = {**outer, **_params(item.pattern)}
        nested = getattr(item, "url_patterns", None)
        if nested is None:
            # Django REST framework adds every route once more, with a suffix for the format.
            if "format" not in params and not _is_media(item.callback):
                yield Entry(
                    _methods(item.callback), template_of(full), item.callback, "django", list(params.items())
                )
        elif getattr(item, "app_name", None) != "admin":
            yield from _walk(nested, full, params, depth + 1)


def _joined(left: str, right: str) -> str:
    """Join two routes as Django does for ``ResolverMatch.route``."""
    return left + right[1:] if left and right.startswith("^") else left + right


def _params(pattern: Pattern) -> dict[str, str]:
    found = {}
    for name, converter in (getattr(pattern, "converters", None) or {}).items():
        found[name] = _name_of(converter)
    regex = getattr(pattern, "regex", None)
    for name in getattr(regex, "groupindex", ()):
        found.setdefault(name, "")
    return found


def _name_of(converter: object) -> str:
    module = sys.modules.get("django.urls.converters")
    known = module.get_converters() if module is not None else {}
    return next((name for name, one in known.items() if one is converter), "")


def _methods(view: View) -> list[str]:
    """Give the methods that a view answers; a plain function answers any, of which the first is told."""
    kind, actions = view_of(view)
    if actions:
        return sorted(method.upper() for method in actions if method not in ("head", "options"))
    if kind is not None:
        allowed = [name.upper() for name in getattr(kind, "http_method_names", ())] or list(_VERBS)
        return [verb for verb in _VERBS if verb in allowed and hasattr(kind, verb.lower())] or ["GET"]
    return _required(view) or ["GET"]


def _required(view: View) -> list[str]:
    """Read what ``require_http_methods`` and its kin hold."""
    for _ in range(50):
        code = getattr(view, "__code__", None)
        cells = getattr(view, "__closure__", None) or ()
        held = dict(zip(code.co_freevars, cells)) if code is not None else {}
        if "request_method_list" in held:
            listed = held["request_method_list"].cell_contents
            methods = sorted(method for method in listed if method not in ("HEAD", "OPTIONS"))
            return methods or sorted(listed)
        view = getattr(view, "__wrapped__", None)
        if view is None:
            return []
    return []


def _is_media(view: View) -> bool:
    """Tell whether Django's own view serves files of a folder."""
    return getattr(view, "__module__", "") in ("django.views.static", "django.contrib.staticfiles.views")
