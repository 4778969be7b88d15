"""Flask: the rule that the URL map matched, also when a ``before_request`` answers in the view's place."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from qaagent_probe_handlers import described
from qaagent_probe_media import of_mapping
from qaagent_probe_tables import constructed

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from flask import Flask, Request, Response
    from qaagent_probe_routes import Recorder

_CONVERTER = re.compile(r"<(?:[^<>]*:)?([^<>:]+)>")


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make ``flask.app`` tell."""
    request = sys.modules["flask.globals"].request  # ``flask`` itself is still being imported
    flask = module.Flask
    flask.__init__ = constructed(flask.__init__, recorder.tables)
    flask.full_dispatch_request = _full_dispatch(flask.full_dispatch_request, recorder, request)
    flask.dispatch_request = _dispatch(flask.dispatch_request, request)


def _full_dispatch(
    original: Callable[..., Response], recorder: Recorder, request: Request
) -> Callable[..., Response]:
    def full_dispatch_request(self: Flask, *args: object, **kwargs: object) -> Response:
        hit = None
        rule = request.url_rule
        if rule is not None and request.routing_exception is None:
            method = request.method
            automatic = method == "OPTIONS" and getattr(rule, "provide_automatic_options", False)
            if not automatic:
                if method == "HEAD" and rule.methods and "GET" in rule.methods:
                    method = "GET"
                recorder.tables.saw(self, "flask")
                view = self.view_functions.get(rule.endpoint)
                handler, file, line = described(view, method)
                root = request.root_path.rstrip("/")  # where another app or server mounts this one
                template = root + _CONVERTER.sub(r"{\1}", rule.rule)
                asked = (request.method, root + request.path)
                hit = recorder.begin(method, template, handler, file, line, asked=asked)
                request.environ["qaagent.hit"] = hit
        if hit is None:
            return original(self, *args, **kwargs)
        try:
            response = original(self, *args, **kwargs)
        except BaseException:
            hit.status = 500
            raise
        hit.status = response.status_code
        hit.media = of_mapping(response.headers)
        return response

    vars(full_dispatch_request)["__wrapped__"] = original
    return full_dispatch_request


def _dispatch(original: Callable[..., object], request: Request) -> Callable[..., object]:
    def dispatch_request(self: Flask, *args: object, **kwargs: object) -> object:
        hit = request.environ.get("qaagent.hit")
        if hit is not None:
            hit.entered = True
        return original(self, *args, **kwargs)

    vars(dispatch_request)["__wrapped__"] = original
    return dispatch_request
