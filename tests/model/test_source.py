"""Ranges of text."""

from __future__ import annotations

from qaagent_lsp.model.source import Span, digest_of


def test_a_line_lies_in_a_span_when_the_span_touches_it() -> None:
    span = Span(3, 5, 6, 1)
    assert [line for line in range(1, 9) if line in span] == [3, 4, 5, 6]
    assert "3" not in span


def test_a_text_that_no_encoding_knows_has_a_digest_as_well() -> None:
    assert len(digest_of("é\udc80")) == 32
    assert digest_of("a") != digest_of("b")
