from __future__ import annotations

from qaagent_lsp.runners.arguments import LONGEST_ARGV, fits


def test_bytes_are_counted_and_a_separator_for_each_argument() -> None:
    assert fits(())
    assert fits(["a" * (LONGEST_ARGV - 1)])
    assert not fits(["a" * LONGEST_ARGV])
    assert not fits(["é" * (LONGEST_ARGV // 2)])
    assert fits(["a"] * (LONGEST_ARGV // 2))
    assert not fits(["a"] * (LONGEST_ARGV // 2 + 1))


def test_names_that_are_no_text_are_counted_too() -> None:
    assert fits(["\udcff"])
