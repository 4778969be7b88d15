"""Values that live long are taken out of the garbage collector's sight: it never stops the event loop for them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def keep() -> None:
    """Spare all that lives now from every later collection; young cyclic garbage goes first.

    Index, links and verdicts are acyclic values: reference counts free them when they are replaced. Walking those of
    30,000 tests stops every thread for a quarter of a second, again and again, and finds nothing.
    """
    gc.collect(1)
    gc.freeze()


@contextmanager
def collector_held() -> Iterator[None]:
    """Within the block nothing is collected: thousands of values that will stay are being made."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
