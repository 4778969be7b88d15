"""Imports an app in the user's interpreter and tells the OpenAPI document that it makes of itself.

``python qaagent_describe.py MODULE:APP`` with ``QAAGENT_EVENTS``, the file to append to. The one event is ``openapi``
with the document as JSON text, ``""`` for an app that makes none. Errors are told as by ``qaagent_observe``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

from qaagent_observe import asked
from qaagent_probe_channel import Channel


def main() -> int:
    """Tell the document of the app that the first argument names."""
    channel = Channel(os.environ["QAAGENT_EVENTS"])

    def tell(app: object, kind: str) -> None:
        document = document_of(app, kind)
        channel.event("openapi", document="" if document is None else json.dumps(document, default=str))

    return asked(channel, tell)


def document_of(app: Any, kind: str) -> object:
    """Return the document that an app makes of itself; None where it makes none."""
    if kind == "django":
        return _of_drf_spectacular()
    if kind == "litestar":
        return app.openapi_schema.to_schema()
    if callable(getattr(app, "openapi", None)):  # FastAPI
        return app.openapi()
    spec = getattr(app, "spec", None)  # APIFlask
    if isinstance(spec, dict):
        return spec
    smorest = getattr(app, "extensions", {}).get("flask-smorest")
    if smorest:
        apis = smorest.get("apis", {})
        first = next(iter(apis.values()), None) if isinstance(apis, dict) else None
        api = first.get("ext_obj") if isinstance(first, dict) else None
        if api is not None:
            return api.spec.to_dict()
    return None


def _of_drf_spectacular() -> object:
    try:
        generators = importlib.import_module("drf_spectacular.generators")
    except ImportError:
        return None
    return generators.SchemaGenerator().get_schema(request=None, public=True)


if __name__ == "__main__":
    sys.exit(main())
