"""Places in a file that is being typed."""

from __future__ import annotations

import pytest

from qaagent_lsp.editor.config_lines import ConfigPath, key_line, path_above, siblings

TEXT = """project:
  name: pets
# a comment
app:
  dev:
    base_url: x

    auth:
      prefix: y
  qa:
    notes: z
run:
  suite_order:
  - unit
  - e2e
  resources:
    - db
list:
  - a: 1
    b: 2
  - c: 3
"""
LINES = TEXT.split("\n")


@pytest.mark.parametrize(
    ("line", "column", "path"),
    [
        (1, 1, ()),
        (2, 3, ("project",)),
        (6, 5, ("app", "dev")),
        (7, 5, ("app", "dev")),
        (7, 3, ("app",)),
        (7, 1, ()),
        (9, 7, ("app", "dev", "auth")),
        (11, 5, ("app", "qa")),
        (14, 5, ("run", "suite_order", 0)),
        (17, 7, ("run", "resources", 0)),
        (19, 5, ("list", 0)),
        (20, 5, ("list", 0)),
        (21, 5, ("list", 0)),
        (22, 1, ()),
        (99, 3, ("list",)),
    ],
)
def test_a_place_lies_under_the_keys_that_are_indented_less(line: int, column: int, path: ConfigPath) -> None:
    assert path_above(LINES, line, column) == path


@pytest.mark.parametrize(
    ("line", "column", "keys"),
    [
        (1, 1, {"app", "run", "list"}),
        (7, 5, {"base_url", "auth"}),
        (7, 3, {"dev", "qa"}),
        (9, 7, set()),
        (20, 5, {"a"}),
        (21, 5, set()),
    ],
)
def test_siblings_stand_in_the_same_mapping(line: int, column: int, keys: set[str]) -> None:
    assert siblings(LINES, line, column) == keys


@pytest.mark.parametrize(
    ("text", "key", "column", "rest"),
    [
        ("a: 1", "a", 1, "1"),
        ("  - 'a b' : x", "a b", 5, "x"),
        ("a:", "a", 1, ""),
    ],
)
def test_a_line_begins_with_a_key(text: str, key: str, column: int, rest: str) -> None:
    found = key_line([text], 1)
    assert found is not None
    assert (found.key, found.rest) == (key, rest)
    assert text[found.column - 1 :].lstrip("'").startswith(key)
    assert found.column == column


@pytest.mark.parametrize("text", ["", "# a: b", "http://x", "- x", "a:b"])
def test_other_lines_have_none(text: str) -> None:
    assert key_line([text], 1) is None
