"""Imports the probe's own modules so that their bytecode is kept whatever the user says of theirs.

With ``PYTHONDONTWRITEBYTECODE``, as many containers set it, the probe would be compiled anew for every run. What is
written lies in the probe's own folder; nothing of the user's is touched.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

_HERE = os.path.dirname(os.path.abspath(__file__))


def loaded(name: str) -> ModuleType:
    """Give one of our modules, imported when it is first asked for."""
    module = sys.modules.get(name)
    if module is not None:
        return module
    dont = sys.dont_write_bytecode
    sys.dont_write_bytecode = False
    sys.meta_path.insert(0, _OwnModules)
    try:
        return import_module(name)
    finally:
        sys.meta_path.remove(_OwnModules)
        sys.dont_write_bytecode = dont


class _OwnModules:
    """Finds our modules where they are: pytest's finder, and folders before ours, are dear to ask for each."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not name.startswith("qaagent_probe"):
            return None
        file = os.path.join(_HERE, name + ".py")
        spec = ModuleSpec(name, SourceFileLoader(name, file), origin=file)
        spec.has_location = True
        return spec


def hooks_of(plugin: object) -> list[str]:
    """Give what ``dir(plugin)`` shall list: pytest looks for fixtures in all of it, at 20,000 instructions a name."""
    return [name for name in vars(type(plugin)) if name.startswith("pytest_")]
