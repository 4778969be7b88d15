"""When files and folders were changed last: whether an answer that was got from them still holds. Blocking."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[tuple[str, int], ...]
"""Names, each with the time of its last change in nanoseconds; 0 for what is not there."""


def stamp_of(names: Iterable[str]) -> Stamp:
    """Look at files and folders."""
    return tuple((name, _changed(name)) for name in names)


def still_holds(stamp: Stamp) -> bool:
    """Tell whether nothing has changed since."""
    return stamp == stamp_of(name for name, _ in stamp)


def _changed(name: str) -> int:
    try:
        return Path(name).stat().st_mtime_ns
    except OSError:
        return 0
