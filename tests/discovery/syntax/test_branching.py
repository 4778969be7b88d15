from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from qaagent_lsp.discovery.syntax.branching import blocks_of, guard_of
from qaagent_lsp.discovery.syntax.positions import Positions


def blocks(text: str) -> list[str | None]:
    """What it takes for each block that holds anything; None where nothing is asked, ``never: …`` for dead code."""
    text = dedent(text).strip()
    found = []
    for body, under in blocks_of(ast.parse(text).body[0], "", Positions(text)):
        if body:
            condition = under.condition() if under is not None else None
            verdict = "" if condition is None or condition.verdict == "open" else f"{condition.verdict}: "
            found.append(None if condition is None else f"{verdict}{condition.words}")
    return found


def after(text: str) -> str | None:
    """What it takes to come past the first statement of a function."""
    text = dedent(text).strip()
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    guard = guard_of(function.body[0], function.body[1:], "f", Positions(text))
    condition = guard.condition() if guard is not None else None
    return None if condition is None else condition.words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if a:\n x", ["`a` holds"]),
        ("if a:\n x\nelse:\n y", ["`a` holds", "`a` does not hold"]),
        (
            "if a:\n x\nelif not b:\n y\nelse:\n z",
            ["`a` holds", "`b` does not hold", "none of `a`, `not b` holds"],
        ),
        ("if a:\n x\nelse:\n if b:\n  y", ["`a` holds", "`a` does not hold"]),
        ("if True:\n x\nelse:\n y", [None, "never: something holds that never does"]),
        ("if a:\n x\nelif True:\n y\nelse:\n z", None),
        ("while a:\n x\nelse:\n y", ["`a` holds", None]),
        ("while True:\n x", [None]),
        ("for a in b:\n x\nelse:\n y", [None]),
        ("with a as b:\n x", [None]),
        ("with suppress(ImportError):\n import a", ["`a` can be imported"]),
        ("with contextlib.suppress(KeyError):\n x", ["no `KeyError` is raised"]),
        ("x = 1", []),
    ],
)
def test_blocks(text: str, expected: list[str | None] | None) -> None:
    if expected is None:
        expected = ["`a` holds", "`a` does not hold", "never: something holds that never does"]
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "try:\n import a.b\n from .c import d\nexcept ImportError:\n x\nelse:\n y\nfinally:\n z",
            [*["`a.b` and `.c` can be imported"] * 2, "`a.b` and `.c` cannot be imported", None],
        ),
        (
            "try:\n x\nexcept (KeyError, errors.Other):\n y",
            ["no `KeyError` or `Other` is raised", "`KeyError` or `Other` is raised"],
        ),
        ("try:\n x\nexcept:\n y", ["no exception is raised", "an exception is raised"]),
        ("try:\n x\nexcept ImportError:\n raise", [None, "`ImportError` is raised"]),
        ("try:\n x\nfinally:\n y", [None, None]),
    ],
)
def test_what_is_tried(text: str, expected: list[str | None]) -> None:
    assert blocks(text) == expected


def test_cases() -> None:
    text = """
        match settings.mode:
            case "dev" | "test":
                x
            case other if other > 1:
                y
            case _:
                z
    """
    assert blocks(text) == [
        "`settings.mode` is `'dev' | 'test'`",
        "`settings.mode` is `other` and `other > 1` holds",
        "`settings.mode` is nothing of the cases before",
    ]


def test_a_script() -> None:
    text = "if __name__ == '__main__':\n x\nelse:\n y"
    assert blocks(text) == ["script: the file is run as a script, not where it is imported", None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f():\n if not a: return\n x", "`a` holds"),
        ("def f():\n if a:\n  y\n else:\n  return\n x", "`a` holds"),
        ("def f():\n if a: raise E\n x", None),
        ("def f():\n if a: y\n x", None),
        ("def f():\n try:\n  import a\n except ImportError:\n  return\n x", "`a` can be imported"),
        ("def f():\n try:\n  import a\n except ImportError:\n  raise\n x", None),
    ],
)
def test_what_stands_after_a_way_out(text: str, expected: str | None) -> None:
    assert after(text) == expected
