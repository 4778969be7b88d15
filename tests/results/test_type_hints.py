from __future__ import annotations

import pytest

from qaagent_lsp.results.type_hints import hint_on


@pytest.mark.parametrize(
    ("exception", "words"),
    [
        ("NameError", "The name is not known there"),
        ("builtins.RecursionError", "A function calls itself"),
        ("ZeroDivisionError", "The divisor is zero"),
        ("shop.errors.TooBig", ""),
        ("", ""),
    ],
)
def test_types_that_tell_no_category_have_a_sentence(exception: str, words: str) -> None:
    assert hint_on(exception).startswith(words)
    assert bool(hint_on(exception)) == bool(words)
