"""Texts of files as their tools would decode them. Blocking."""

from __future__ import annotations

from pathlib import Path

from qaagent_lsp.model.source import Source, WorkspacePath, digest_of


def source_of(file: WorkspacePath, text: str) -> Source:
    """Name a text by its content."""
    return Source(file, text, digest_of(text))


def read_text(path: Path) -> str | None:
    """Read a file as Python would decode it; None when it cannot be read."""
    data = read_bytes(path)
    return None if data is None else decoded(data)


def read_bytes(path: Path) -> bytes | None:
    """Read a file; None when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        # Gone or unreadable between walk and read: the next watcher event tells which. Nothing to understand here.
        return None


def read_bytes_below(path: Path, most: int) -> bytes | None:
    """Read a file of at most so many bytes; None for a larger one, or one that cannot be read."""
    try:
        return path.read_bytes() if path.stat().st_size <= most else None
    except OSError:
        return None  # as above


def decoded(data: bytes) -> str:
    """Decode as Python would (PEP 263), but never refuse: odd bytes become U+FFFD and keep their line."""
    if data.isascii() and b"coding" not in data[:400]:
        return data.decode("ascii")
    import io
    import tokenize

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:
        encoding = "utf-8"
    return data.decode(encoding, "replace").removeprefix("\ufeff")
