"""Django: the URL pattern that the resolver matched, and whether the view was reached through the middleware.

``RequestFactory`` calls a view without resolving anything, so that no route is involved and nothing is recorded.
"""

from __future__ import annotations

import contextvars
import importlib
import sys
from typing import TYPE_CHECKING, Any

from qaagent_probe_django_paths import template_of
from qaagent_probe_handlers import described
from qaagent_probe_media import of_mapping

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    from qaagent_probe_routes import Hit, Recorder

    # Django is not among our own dependencies, nor does it come with types.
    Handler = Any
    Match = Any
    Request = Any
    Response = Any
    View = Callable[..., object]

_current: contextvars.ContextVar[Hit | None] = contextvars.ContextVar("qaagent_django_hit", default=None)


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make ``django.core.handlers.base`` tell."""
    handler = module.BaseHandler
    handler.resolve_request = _resolve(handler.resolve_request, recorder)
    handler.make_view_atomic = _view(handler.make_view_atomic)
    handler._get_response = _response(handler._get_response)
    handler._get_response_async = _response_async(handler._get_response_async)


def _resolve(
    original: Callable[[Handler, Request], Match], recorder: Recorder
) -> Callable[[Handler, Request], Match]:
    def resolve_request(self: Handler, request: Request) -> Match:
        match = original(self, request)
        found = getattr(request, "resolver_match", None)
        if found is not None:
            method = request.method or "GET"
            if method == "HEAD":
                method = "GET"
            recorder.tables.saw(_project(request), "django")
            handler, file, line = described(found.func, method)
            template, asked = template_of(found.route or ""), (request.method or "GET", request.path)
            hit = recorder.begin(method, template, handler, file, line, asked=asked)
            request.qaagent_hit = hit
            _current.set(hit)
        return match

    vars(resolve_request)["__wrapped__"] = original
    return resolve_request


def _project(request: Request) -> object:
    """Give what stands for the app: the URL configuration that resolved the request."""
    urls = sys.modules["django.urls"]
    resolver = urls.get_resolver(getattr(request, "urlconf", None) or urls.get_urlconf())
    project = vars(resolver).get("_qaagent_project")
    if project is None:
        project = importlib.import_module("qaagent_probe_table_django").Project(resolver)
        vars(resolver)["_qaagent_project"] = project
    return project


def _view(original: Callable[[Handler, View], View]) -> Callable[[Handler, View], View]:
    def make_view_atomic(self: Handler, view: View) -> View:
        hit = _current.get()
        if hit is not None:
            hit.entered = True
        return original(self, view)

    vars(make_view_atomic)["__wrapped__"] = original
    return make_view_atomic


def _response(original: Callable[[Handler, Request], Response]) -> Callable[[Handler, Request], Response]:
    def _get_response(self: Handler, request: Request) -> Response:
        try:
            response = original(self, request)
        except BaseException as error:
            _end(request, _status_of(error))
            raise
        _end(request, response.status_code, of_mapping(response))
        return response

    vars(_get_response)["__wrapped__"] = original
    return _get_response


def _response_async(
    original: Callable[[Handler, Request], Awaitable[Response]],
) -> Callable[[Handler, Request], Awaitable[Response]]:
    async def _get_response_async(self: Handler, request: Request) -> Response:
        try:
            response = await original(self, request)
        except BaseException as error:
            _end(request, _status_of(error))
            raise
        _end(request, response.status_code, of_mapping(response))
        return response

    vars(_get_response_async)["__wrapped__"] = original
    return _get_response_async


def _end(request: Request, status: int, media: str = "") -> None:
    hit = getattr(request, "qaagent_hit", None)
    if hit is not None:
        hit.status, hit.media = status, media
    _current.set(None)


def _status_of(error: BaseException) -> int:
    kinds = {kind.__name__ for kind in type(error).__mro__}
    for name, status in (
        ("Http404", 404),
        ("PermissionDenied", 403),
        ("BadRequest", 400),
        ("SuspiciousOperation", 400),
    ):
        if name in kinds:
            return status
    return 500
