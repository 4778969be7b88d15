"""Names of tests and routes as words that can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PREFIX = re.compile(r"api|rest|v\d+(?:\.\d+)?")


def words_of(text: str) -> Sequence[str]:
    """Split an identifier or a path segment into lower-case words: ``order-items``, ``petId``."""
    return [word for word in re.split(r"[^a-z0-9]+", _CAMEL.sub("_", text).lower()) if word]


def spellings(word: str) -> frozenset[str]:
    """Return a word with its possible singulars: ``pets`` is also ``pet``, ``entries`` also ``entry``."""
    forms = {word}
    if len(word) > 2 and word.endswith("s") and not word.endswith("ss"):
        forms.add(word[:-1])
    if len(word) > 4 and word.endswith("es"):
        forms.add(word[:-2])
    if len(word) > 4 and word.endswith("ies"):
        forms.add(word[:-3] + "y")
    return frozenset(forms)


def is_singular_of(word: str, other: str) -> bool:
    """Tell whether ``word`` is the singular of the plural ``other``."""
    return word != other and word in spellings(other)


def same_noun(word: str, other: str) -> bool:
    """Tell whether two words are equal but for singular and plural."""
    return word == other or word in spellings(other) or other in spellings(word)


def is_prefix_segment(segment: str) -> bool:
    """Tell whether a segment only says which API it is (``api``, ``v1``), so that names leave it out."""
    return bool(_PREFIX.fullmatch(segment.lower()))
