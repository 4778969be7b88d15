from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.strings import ENDPOINT, ENDPOINT_END, dotted_name, last_name, render


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("'/a'", "/a"),
        ("f'/a/{x}/{y!r:>3}'", "/a/1/{}"),
        ("x + y", "1{}"),
        ("'/%s/%(k)s' % x", "/1/{}"),
        ("'/{}/{0}/{k}'.format(x, k=2)", "/1/1/2"),
        ("urljoin(y, '/a')", "/a"),
        ("urljoin('http://h/', 'a')", "http://h/a"),
        ("str(x)", "1"),
        ("url_for('a.b')", f"{ENDPOINT}a.b{ENDPOINT_END}"),
        ("f'{reverse_lazy(x)}?q=1'", f"{ENDPOINT}1{ENDPOINT_END}?q=1"),
        ("self.x", "me"),
        ("f(x)", "{}"),
    ],
)
def test_render(written: str, expected: str) -> None:
    node = ast.parse(written, mode="eval").body
    assert render(node, {"x": "1", "self.x": "me"}) == expected


def test_names() -> None:
    node = ast.parse("a.b.c", mode="eval").body
    assert (dotted_name(node), last_name(node)) == ("a.b.c", "c")
