"""Where a description says that its paths begin: ``servers`` (OpenAPI 3), ``basePath`` (Swagger 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qaagent_lsp.discovery.openapi.tree import Tree, at, items, words

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_ORIGIN = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*")


@dataclass(frozen=True, slots=True)
class Base:
    """A path that stands before all others, ``""`` for none; ``reason`` explains a confidence below 1."""

    path: str = ""
    confidence: float = 1.0
    reason: str = ""


ROOT = Base()


def bases_of(holder: Tree | None) -> tuple[Base, ...] | None:
    """Return the bases that an object's ``servers`` name, in their order; None where it has none."""
    servers = at(holder, "servers")
    found = tuple(_base(server) for server in items(servers) if words(at(server, "url")))
    return found or None


def base_path(root: Tree | None) -> Base:
    """Return the base of a Swagger 2 description."""
    return Base(_normal(words(at(root, "basePath"))))


def _base(server: Tree) -> Base:
    url = words(at(server, "url")).strip()
    unknown: list[str] = []

    def default(found: re.Match[str]) -> str:
        value = words(at(server, "variables", found[1], "default"))
        if not value:
            unknown.append(found[1])
        return value or found[0]

    filled = _VARIABLE.sub(default, url)
    whole_origin = _VARIABLE.match(filled)
    bare, origins = _ORIGIN.subn("", filled)
    path = re.split(r"[?#]", bare, maxsplit=1)[0]
    if not origins and whole_origin is not None:
        name = whole_origin[1]
        return Base(_normal(path[whole_origin.end() :]), 0.5, f"the server's variable {name} has no default")
    if name := next((name for name in unknown if f"{{{name}}}" in path), ""):
        return Base(_normal(path), 0.5, f"the server's variable {name} has no default")
    if not origins and not path.startswith("/"):
        where = "the server's URL is relative to wherever the description is served"
        return Base(_normal(_without_dots(path)), 1.0 if _without_dots(path) == "" else 0.7, where)
    return Base(_normal(path))


def _without_dots(path: str) -> str:
    return "/".join(part for part in path.split("/") if part not in {".", "..", ""})


def _normal(path: str) -> str:
    """Write a base with a slash before and none behind."""
    inner = path.strip("/")
    return f"/{inner}" if inner else ""
