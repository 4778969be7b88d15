"""FastAPI: whether a handler was entered, or its dependencies or validation answered instead."""

from qaagent_probe_asgi import _http, current


def patch(module, recorder):
    """Make ``fastapi.routing`` tell. ``starlette.routing`` is loaded and patched before it, for it imports that."""
    own_handle = vars(module.APIRoute).get("handle")
    if own_handle is not None:
        module.APIRoute.handle = _http(own_handle, recorder)
    original = module.run_endpoint_function

    async def run_endpoint_function(*args, **kwargs):
        hit = current.get()
        if hit is not None:
            hit.entered = True
        return await original(*args, **kwargs)

    run_endpoint_function.__wrapped__ = original
    module.run_endpoint_function = run_endpoint_function
