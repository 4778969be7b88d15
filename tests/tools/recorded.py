"""What real tools once wrote, in runs of the small shop."""

from __future__ import annotations

from pathlib import Path

RECORDED = Path(__file__).parents[1] / "fixtures" / "tools"


def recorded(name: str) -> bytes:
    """A recorded file: ``schemathesis/failing.ndjson``."""
    return (RECORDED / name).read_bytes()
