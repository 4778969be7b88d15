"""Named resources that two runs must not share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody holds the resource; ``holder`` is what they said of themselves, ``""`` when that is not known."""

    holder: str
