"""A request as a command that repeats it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable


def curl(method: str, url: str, headers: Iterable[tuple[str, str]] = (), body: bytes | None = None) -> str:
    """Write the command for a POSIX shell. A body that is no text is told by its length only."""
    # With ``-X HEAD`` it would wait for the body that the headers promise.
    words = ["curl", "--head"] if method == "HEAD" else ["curl", "-X", method]
    for name, value in headers:
        words += ["-H", f"{name}: {value}"]
    if body is not None:
        text = _text(body)
        words += ["--data-raw", text] if text is not None else ["--data-binary", f"@<{len(body)} bytes>"]
    return shlex.join([*words, url])


def _text(body: bytes) -> str | None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return (
        text if text.isprintable() or all(char.isprintable() or char in "\r\n\t" for char in text) else None
    )
