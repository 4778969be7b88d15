from __future__ import annotations

import pytest

from qaagent_lsp.results.junit_places import frames_in, within


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("tests/test_a.py:13: AssertionError", [("tests/test_a.py", 13, 1, "")]),
        ("test_a.py:3: in test_x\n    f()\nlib.py:9: in f\nE   x",
         [("test_a.py", 3, 1, "test_x"), ("lib.py", 9, 1, "f")]),
        ("a b/test_a.py:3: \n", [("a b/test_a.py", 3, 1, "")]),
        (".venv/lib/python3/site-packages/x.py:3: KeyError", []),
        ("../other/x.py:3: KeyError", []),
        ("/usr/lib/python3/json/decoder.py:353: JSONDecodeError", []),
        ("<string>:1: KeyError", []),
        ("it failed in tests/test_a.py:13: no such line", []),
        ('  File "/w/steps.py", line 4, in step_impl\n    x()', [("steps.py", 4, 1, "step_impl")]),
        ('E     File "/w/test_a.py", line 1\nE       def x(:', [("test_a.py", 1, 1, "")]),
        ('  File "<frozen importlib._bootstrap>", line 1, in x', []),
        ("Location: features/a.feature:11\nASSERT FAILED: ", [("features/a.feature", 11, 1, "")]),
        ("    at /w/e2e/a.spec.ts:3:36", [("e2e/a.spec.ts", 3, 36, "")]),
        ("    at helper (/w/helper.ts:3:13)\n    at /w/e2e/a.spec.ts:9:5", [("helper.ts", 3, 13, "helper")]),
        ("    at x (/w/node_modules/y/z.js:1:1)\n    at f (file:///w/a.mjs:5:30)", [("a.mjs", 5, 30, "f")]),
        ("    at x (node:internal/timers:4:2)", []),
        (" \u276f pets.test.mjs:4:35", [("pets.test.mjs", 4, 35, "")]),
        ("\tat org.example.PetsTest.adds(PetsTest.java:21)", []),
        ("a.py:0: x", []),
        ("a.py:99999999999999999999: x", [("a.py", 999999999, 1, "")]),
    ],
)  # fmt: skip
def test_frames(text: str, places: list[tuple[str, int, int, str]]) -> None:
    found = [(one.file, one.span.line, one.span.column, one.function) for one in frames_in(text, "/w")]
    assert found == places


@pytest.mark.parametrize(
    ("told", "workspace", "file"),
    [
        ("tests/a.py", "/w", "tests/a.py"),
        ("./tests/a.py", "/w", "tests/a.py"),
        ("/w/tests/a.py", "/w/", "tests/a.py"),
        ("/w2/tests/a.py", "/w", ""),
        ("tests\\a.py", "/w", "tests/a.py"),
        ("C:\\w\\a.py", "C:\\w", "a.py"),
        ("D:\\w\\a.py", "C:\\w", ""),
        ("file:///w/a.mjs", "/w", "a.mjs"),
        (" ", "/w", ""),
    ],
)
def test_within(told: str, workspace: str, file: str) -> None:
    assert within(told, workspace) == file
