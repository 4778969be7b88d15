"""Which entries of a mapping were replaced: what a file says is the same while it is the same object."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from operator import is_not
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


def differing(before: Mapping[Key, Value], now: Mapping[Key, Value]) -> list[Key]:
    """List the keys whose value is another object now: those of ``now`` in its order, then those that are gone.

    Of thousands of files one is edited at a time, so that the two nearly always have the same keys in the same order.
    """
    if len(before) == len(now) and list(before) == list(now):
        return list(compress(now, map(is_not, before.values(), now.values())))
    changed = [key for key, value in now.items() if before.get(key) is not value]
    return [*changed, *(key for key in before if key not in now)]
