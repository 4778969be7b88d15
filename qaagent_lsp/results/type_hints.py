"""What to look at when Python (or JavaScript) itself raised a type that tells no category: one sentence a type."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_FILE = "Check that the path exists, is spelled right from the working directory, and may be opened."
_NUMBER = "Look where the numbers at that line come from."

_BY_TYPE: Mapping[str, str] = MappingProxyType(
    {
        "NameError": "The name is not known there: spell it right, import it, or define it first.",
        "ReferenceError": "The name is not known there: spell it right, import it, or define it first.",
        "UnboundLocalError": "The variable has no value on the way that was taken: give it one before it is used.",
        "AttributeError": "The object has no such attribute: spell it right, or find out why it is of another type.",
        "TypeError": "A value or argument is of a kind that is not taken there: compare the call with what it calls.",
        "ValueError": "The value is of the right kind, but not one that is taken there: look where it comes from.",
        "ZeroDivisionError": "The divisor is zero: look where it comes from, or decide what is right for zero.",
        "OverflowError": _NUMBER,
        "FloatingPointError": _NUMBER,
        "RecursionError": "A function calls itself without an end: look which frames of the traceback repeat.",
        "StopIteration": "Nothing is left to take: give `next()` a default, or look why there is less than expected.",
        "MemoryError": "There is no room for what is made there: look how large it is.",
        "FileNotFoundError": _FILE,
        "FileExistsError": "It is there already: use another path, or clean up what an earlier test left.",
        "IsADirectoryError": _FILE,
        "NotADirectoryError": _FILE,
        "PermissionError": _FILE,
    }
)


def hint_on(exception: str) -> str:
    """Return the sentence for a type by its name, dotted or not; ``""`` for a type that has none."""
    return _BY_TYPE.get(exception.rpartition(".")[2], "")
