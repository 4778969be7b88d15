"""Imports an app in the user's interpreter and tells the OpenAPI document that it makes of itself.

``python qaagent_describe.py MODULE:APP`` with ``QAAGENT_EVENTS``, the file to append to. The one event is ``openapi``
with the document as JSON text, ``""`` for an app that makes none. Errors are told as by ``qaagent_observe``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import Any

from qaagent_observe import UnknownAppError, found
from qaagent_probe_channel import Channel


def main() -> int:
    """Tell the document of the app that the first argument names."""
    channel = Channel(os.environ["QAAGENT_EVENTS"])
    probe = os.path.dirname(os.path.abspath(__file__))
    others = [entry for entry in sys.path if os.path.abspath(entry or ".") != probe]
    sys.path[:] = [os.getcwd(), os.path.join(os.getcwd(), "src"), *others, probe]
    os.dup2(2, 1)
    try:
        app, kind = found(sys.argv[1])
        document = document_of(app, kind)
        text = "" if document is None else json.dumps(document, default=str)
        channel.event("openapi", document=text)
    except UnknownAppError as error:
        channel.event("observe_error", what="unknown", message=str(error), text="")
    except BaseException as error:
        text = traceback.format_exc()
        sys.stderr.write(text)
        message = traceback.format_exception_only(type(error), error)[-1].strip().partition("\n")[0]
        channel.event("observe_error", what="broke", message=message, text=text)
    else:
        return 0
    return 1


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
