from __future__ import annotations

from qaagent_lsp.tools.versions import is_at_least


def test_versions_are_compared_by_numbers() -> None:
    assert is_at_least("4.32.5", (4, 9))
    assert is_at_least("4.9rc1", (4, 9))
    assert is_at_least("5", (4, 9))
    assert not is_at_least("4.8.9", (4, 9))
    assert not is_at_least("3.39.16", (4, 9))
    assert not is_at_least("unknown", (1,))
