"""Imports the probe's own modules so that their bytecode is kept whatever the user says of theirs.

With ``PYTHONDONTWRITEBYTECODE``, as many containers set it, the probe would be compiled anew for every run. What is
written lies in the probe's own folder; nothing of the user's is touched.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def loaded(name: str) -> ModuleType:
    """Give one of our modules, imported when it is first asked for."""
    dont = sys.dont_write_bytecode
    if not dont or name in sys.modules:
        return importlib.import_module(name)
    sys.dont_write_bytecode = False
    try:
        return importlib.import_module(name)
    finally:
        sys.dont_write_bytecode = dont


def hooks_of(plugin: object) -> list[str]:
    """Give what ``dir(plugin)`` shall list: pytest looks for fixtures in all of it, at 20,000 instructions a name."""
    return [name for name in vars(type(plugin)) if name.startswith("pytest_")]
