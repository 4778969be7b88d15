"""Versions of tools, compared."""

from __future__ import annotations

import re


def is_at_least(version: str, oldest: tuple[int, ...]) -> bool:
    """Tell whether a version such as ``4.32.5`` or ``4.9rc1`` is the given one or newer."""
    found = [int(number) for number in re.findall(r"\d+", version)[: len(oldest)]]
    return tuple(found) + (0,) * (len(oldest) - len(found)) >= oldest
