"""Which kind of content an answer has: ``application/json``, without parameters. Never raises: it is a detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def of_pairs(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Read the headers of an ASGI message."""
    try:
        for name, value in headers:
            if name.lower() == b"content-type":
                return _short(value.decode("latin-1"))
    except Exception:
        return ""
    return ""


def of_mapping(headers: object) -> str:
    """Read headers, or a response of Django's, that can be asked by name."""
    try:
        value = headers.get("Content-Type")  # type: ignore[attr-defined]  # whatever has it
    except Exception:
        return ""
    return _short(value) if isinstance(value, str) else ""


def _short(value: str) -> str:
    return value.partition(";")[0].strip().lower()
