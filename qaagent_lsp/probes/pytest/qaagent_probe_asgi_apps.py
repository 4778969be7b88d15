"""FastAPI's and Starlette's apps: where they are made, for the names of their route tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_probe_tables import constructed

if TYPE_CHECKING:
    from types import ModuleType

    from qaagent_probe_routes import Recorder


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make the constructor in ``fastapi.applications`` or ``starlette.applications`` tell."""
    for name in ("FastAPI", "Starlette"):
        kind = vars(module).get(name)
        if kind is not None and kind.__module__ == module.__name__:
            kind.__init__ = constructed(kind.__init__, recorder.tables)
