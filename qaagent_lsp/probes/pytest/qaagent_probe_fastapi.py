"""FastAPI: whether a handler was entered, or its dependencies or validation answered instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_probe_asgi import current, http

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from types import ModuleType

    from qaagent_probe_routes import Recorder


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make ``fastapi.routing`` tell. ``starlette.routing`` is loaded and patched before it, for it imports that."""
    own_handle = vars(module.APIRoute).get("handle")
    if own_handle is not None:
        module.APIRoute.handle = http(own_handle, recorder)
    original = module.run_endpoint_function

    def run_endpoint_function(*args: object, **kwargs: object) -> Awaitable[object]:
        hit = current.get()
        if hit is not None:
            hit.entered = True
        return original(*args, **kwargs)  # type: ignore[no-any-return]  # a module knows no types

    vars(run_endpoint_function)["__wrapped__"] = original
    vars(module)["run_endpoint_function"] = run_endpoint_function
