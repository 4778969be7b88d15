"""Whatever is typed: an answer, soon, and problems that lie in the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qaagent_lsp.config.toml_reading import read_toml
from qaagent_lsp.config.yaml_reading import read_yaml
from qaagent_lsp.editor.config_completion import suggestions
from qaagent_lsp.editor.config_hover import config_hover
from qaagent_lsp.model.source import WorkspacePath

WORDS = """
project: name: run: timeout: suite_order: app: dev: tests: unit: e2e: profiles: null true -1 1.5 [ ] { } , - & * a &a *a
<<: ? : # ' " | > % ! !!int --- ... ~ [api] = auth
"""
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.lists(
    st.one_of(PIECES, st.sampled_from(["\n", "\n  ", "\n    ", " ", "\t", "\r\n"]), st.text(max_size=3))
)


@given(TEXTS.map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in read_yaml(text, WorkspacePath("f"))[1]:
        span = problem.span
        assert 1 <= span.line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 2
        assert (span.line, span.column) < (span.end_line, span.end_column)
    read_toml(text, WorkspacePath("f"))
    suggestions(lines, len(lines), len(lines[-1]) + 1)
    config_hover(lines, len(lines), 1)
