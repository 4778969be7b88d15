"""Tables of live apps as JSON: what the probes write, and what is remembered between sessions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast, get_args

from qaagent_lsp.model.route import Framework, PathParam, RouteKey
from qaagent_lsp.model.served import RowName, ServedApp, ServedRoute, Sighting
from qaagent_lsp.model.source import WorkspacePath

_VERSION = 1
_FRAMEWORKS: frozenset[str] = frozenset(get_args(Framework))


def served_app_of(fields: Mapping[str, Any]) -> ServedApp:
    """Read ``{"app", "file", "line", "rows": [[method, path, handler, file, line, framework, params]]}``.

    Raises ``LookupError``, ``TypeError`` or ``ValueError`` for anything else.
    """
    return ServedApp(
        _text(fields["app"]), _text(fields["file"]), int(fields["line"]), tuple(map(_route, fields["rows"]))
    )


def served_app_row(app: ServedApp) -> dict[str, object]:
    """Write what ``served_app_of`` reads."""
    return {
        "app": app.app,
        "file": app.file,
        "line": app.line,
        "rows": [
            [
                route.key.method,
                route.key.path,
                route.handler,
                route.file,
                route.line,
                route.framework,
                [[param.name, param.converter] for param in route.params],
            ]
            for route in app.routes
        ],
    }


def sightings_to_json(sightings: Iterable[Sighting]) -> str:
    """Write as JSON text."""
    rows = [
        {
            **served_app_row(sighting.app),
            "seen_at": sighting.seen_at,
            "run_id": sighting.run_id,
            "digests": dict(sighting.digests),
            "added": sorted(sighting.added),
            "removed": sorted(sighting.removed),
            "answered": sorted(sighting.answered),
        }
        for sighting in sightings
    ]
    return json.dumps({"version": _VERSION, "apps": rows}, separators=(",", ":"))


def sightings_from_json(text: str) -> tuple[tuple[Sighting, ...], str]:
    """Read back what ``sightings_to_json`` wrote. A corrupt or older file is empty, with a sentence why."""
    try:
        data = json.loads(text)
        if data["version"] != _VERSION:
            return (), f"observed routes are of version {data['version']}, not {_VERSION}; starting anew"
        return tuple(map(_sighting, data["apps"])), ""
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        return (), f"observed routes could not be read ({type(error).__name__}); starting anew"


def _sighting(fields: Mapping[str, Any]) -> Sighting:
    return Sighting(
        served_app_of(fields),
        float(fields["seen_at"]),
        _text(fields["run_id"]),
        {WorkspacePath(_text(file)): _text(digest) for file, digest in fields["digests"].items()},
        frozenset(map(_name, fields["added"])),
        frozenset(map(_name, fields["removed"])),
        frozenset(map(_name, fields.get("answered", ()))),  # older versions did not say it
    )


def _route(row: Sequence[Any]) -> ServedRoute:
    method, path, handler, file, line, framework, params = row
    if framework not in _FRAMEWORKS:
        msg = f"no framework: {framework!r}"
        raise ValueError(msg)
    return ServedRoute(
        RouteKey(_text(method), _path(_text(path))),
        _text(handler),
        _text(file),
        int(line),
        cast("Framework", framework),
        tuple(PathParam(_text(name), _text(converter)) for name, converter in params),
    )


def _path(path: str) -> str:
    return path if path.startswith("/") else f"/{path}"


def _name(row: Sequence[Any]) -> RowName:
    method, path, handler = map(_text, row)
    return method, path, handler


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value.encode("utf-8", "replace").decode("utf-8")
