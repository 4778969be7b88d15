"""``pydantic`` without its plugins: looking for them reads what is installed, and that takes 2 MB of other modules.

The library's own switch is an environment variable, which the user's programs would inherit.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

_LOADER = "pydantic.plugin._loader"


class _NoPlugins(ModuleType):
    """Stands for the module that loads plugins, and gives way to it when anything else is asked of it."""

    def get_plugins(self) -> tuple[()]:
        return ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(_LOADER) is self:
            del sys.modules[_LOADER]
        return getattr(importlib.import_module(_LOADER), name)


def leave_plugins_out() -> None:
    """Let ``pydantic`` find no plugins in this process, unless it has looked for them already."""
    sys.modules.setdefault(_LOADER, _NoPlugins(_LOADER))
