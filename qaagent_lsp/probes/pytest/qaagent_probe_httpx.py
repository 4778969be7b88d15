"""Requests that leave the process through httpx's network transports; its ASGI and WSGI transports stay inside."""

from qaagent_probe_http import is_local, path_of


def patch(module, recorder):
    """Make ``httpx._transports.default`` tell."""
    sync = module.HTTPTransport
    sync.handle_request = _handle(sync.handle_request, recorder)
    asynchronous = module.AsyncHTTPTransport
    asynchronous.handle_async_request = _handle_async(asynchronous.handle_async_request, recorder)


def _begin(request, recorder):
    try:
        if is_local(request.url.host):
            return recorder.begin(request.method.upper(), path_of(str(request.url)), how="request")
    except Exception:
        return None
    return None


def _handle(original, recorder):
    def handle_request(self, request):
        hit = _begin(request, recorder)
        response = original(self, request)
        if hit is not None:
            hit.status = response.status_code
        return response

    handle_request.__wrapped__ = original
    return handle_request


def _handle_async(original, recorder):
    async def handle_async_request(self, request):
        hit = _begin(request, recorder)
        response = await original(self, request)
        if hit is not None:
            hit.status = response.status_code
        return response

    handle_async_request.__wrapped__ = original
    return handle_async_request
