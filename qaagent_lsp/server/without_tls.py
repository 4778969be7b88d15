"""``asyncio`` without its TLS: a server speaks through pipes, and on sockets of this machine.

``asyncio`` imports ``ssl`` where there is one, and that takes 5 MB for as long as the server lives. Who does speak TLS
(a look whether a server under test answers, a language model's endpoint) imports ``ssl`` itself, when it is needed.
"""

from __future__ import annotations

import importlib
import sys


def import_asyncio() -> None:
    """Import ``asyncio`` as on a Python that was built without TLS, unless either is imported already."""
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]  # what makes an import fail
    try:
        importlib.import_module("asyncio")
    finally:
        del sys.modules["ssl"]
