"""Screenshots of a run as texts that a page can hold: it is whole then, also where it goes without the run's folder."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.evidence import Evidence

MOST_OF_ONE, MOST = 2_000_000, 12_000_000
"""Bytes of one image, and of all together, that a page holds; others are only linked."""

_BAD = frozenset({"failed", "error"})


def embedded_images(
    evidence: Evidence, *, most_of_one: int = MOST_OF_ONE, most: int = MOST
) -> dict[str, str]:
    """Read images into ``data:`` addresses, by the paths of their artifacts: those of red tests, flaky ones, tools.

    What is gone, cannot be read, is too large, or is no PNG, JPEG, GIF or WebP is left out.
    """
    run_dir, left = Path(evidence.run.run_dir), most
    found: dict[str, str] = {}
    for artifact in _wanted(evidence):
        if artifact.path in found:
            continue
        try:
            with (run_dir / artifact.path).open("rb") as file:
                content = file.read(min(most_of_one, left) + 1)
        except (OSError, ValueError):
            continue
        media = _media(content)
        if media and len(content) <= min(most_of_one, left):
            left -= len(content)
            found[artifact.path] = f"data:{media};base64,{b64encode(content).decode()}"
    return found


def _wanted(evidence: Evidence) -> Iterator[Artifact]:
    cases = evidence.run.cases
    for case in (*(one for one in cases if one.outcome in _BAD), *(one for one in cases if one.flaky)):
        yield from case.artifacts
    for tool in evidence.run.tools:
        yield from tool.artifacts


def _media(content: bytes) -> str:
    """Say what kind of image it is by its first bytes; ``""`` for none."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""
