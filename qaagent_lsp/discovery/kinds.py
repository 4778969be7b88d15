"""Which names of which packages are apps, routers and route objects."""

from __future__ import annotations

from qaagent_lsp.discovery.values import RouterKind

_EXACT: tuple[tuple[str, str, RouterKind], ...] = (
    # package, name, kind
    ("fastapi", "FastAPI", "fastapi"),
    ("fastapi", "APIRouter", "apirouter"),
    ("starlette", "Starlette", "starlette"),
    ("starlette", "Router", "router"),
    ("flask", "Flask", "flask"),
    ("flask", "Blueprint", "blueprint"),
    ("apiflask", "APIFlask", "flask"),
    ("apiflask", "APIBlueprint", "blueprint"),
)


def kind_of(dotted: str) -> RouterKind | None:
    """Tell the kind of app or router that a class of another package makes, by its dotted name.

    Packages that extend a framework (``flask_smorest.Blueprint``, ``fastapi_utils…InferringRouter``) are known by the
    name's ending; other frameworks with like names (Sanic's and Quart's ``Blueprint``) are not ours.
    """
    package, _, rest = dotted.partition(".")
    name = rest.rpartition(".")[2]
    for owner, known, kind in _EXACT:
        if (package == owner or package.startswith(f"{owner}_")) and name == known:
            return kind
    if package.startswith("fastapi") and name.startswith("FastAPI"):
        return "fastapi"
    if (
        package.startswith("fastapi")
        and name.endswith("Router")
        and not dotted.startswith("fastapi.routing.")
    ):
        return "apirouter"
    return None
