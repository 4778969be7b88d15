"""Rows of live apps: which of them lie in the workspace."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.served import ServedRoute


@pytest.mark.parametrize(
    ("file", "own"),
    [("app/pets.py", True), ("/usr/lib/x.py", False), ("C:/lib/x.py", False), ("", False), ("a.py", True)],
)
def test_own(file: str, *, own: bool) -> None:
    assert ServedRoute(RouteKey("GET", "/"), "x", file, 1, "flask").is_own is own
