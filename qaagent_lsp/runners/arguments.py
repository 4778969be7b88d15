"""What the command lines of all tools have in common."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_ARGV = 24_000
"""Bytes of file names passed on the command line, of which Windows takes 32,767 characters in all."""


def fits(arguments: Iterable[str]) -> bool:
    """Tell whether arguments can be passed on a command line."""
    return sum(len(one.encode("utf-8", "surrogatepass")) + 1 for one in arguments) <= LONGEST_ARGV
