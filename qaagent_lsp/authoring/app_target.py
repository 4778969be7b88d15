"""``module:variable`` and ``module:factory()``: where an app is, as servers are told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TARGET = re.compile(r"(?P<module>[\w.]+):(?P<name>[A-Za-z_]\w*)(?P<call>\(\))?")


@dataclass(frozen=True, slots=True)
class AppTarget:
    """``name`` of ``module`` is imported; ``made`` is the expression that gives the app."""

    module: str
    name: str
    made: str


def target_of(app: str | None) -> AppTarget | None:
    """Read where an app is; None where it is not known, or not to be imported by a name."""
    match = _TARGET.fullmatch(app or "")
    if match is None:
        return None
    return AppTarget(match["module"], match["name"], match["name"] + (match["call"] or ""))
