"""Values are written as ruff's formatter writes them; it is asked."""

from __future__ import annotations

import subprocess
import sys

import pytest

from qaagent_lsp.authoring.python_text import call, flat, lines_of, text, value_of
from qaagent_lsp.model.brief import VARIES

VALUES = [
    1,
    None,
    {"a": 1},
    [],
    {},
    {"detail": [{"loc": ["query", "token"], "type": "missing", "more": VARIES}]},
    [{"name": "x" * 30, "id": 1}, {"name": "y" * 30, "id": 2}],
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
    'he said "no"',
    "it's",
    """both ' and " here""",
    "line\nbreak\tand\\slash",
    "ünï→",
]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_the_formatter_finds_nothing_to_change(value: object) -> None:
    written = value_of(value)
    lines = [
        "def test_it(client):",
        *lines_of("assert response.json() == ", written, "", 4, 60),
        *lines_of("response = ", call("client.post", [("", text("/x")), ("json=", written)]), "", 4, 60),
    ]
    source = "\n".join(lines) + "\n"
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=60", "-"]
    formatted = subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout
    assert formatted == source


def test_what_varies_is_any() -> None:
    assert flat(value_of({"id": VARIES})) == '{"id": ANY}'


def test_numbers_that_json_has_not_are_python_all_the_same() -> None:
    assert flat(value_of([float("inf"), float("-inf")])) == '[float("inf"), float("-inf")]'
