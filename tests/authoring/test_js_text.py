from __future__ import annotations

import pytest

from qaagent_lsp.authoring.js_text import Code, JsText


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "'plain'"),
        ("it's", '"it\'s"'),
        ('it\'s "so"', "'it\\'s \"so\"'"),
        ("a\nb\\c\u2028", "'a\\nb\\\\c\\u2028'"),
        ("ünï", "'ünï'"),
    ],
)
def test_strings(value: str, expected: str) -> None:
    assert JsText().text(value) == expected


def test_the_projects_own_quotes() -> None:
    assert JsText('"').text("a") == '"a"'
    assert JsText('"').text('say "a"') == "'say \"a\"'"


def test_values_on_one_line() -> None:
    value = {"a": 1, "X-B": [None, True, 1.5, "x"], "c": {}, "d": [], "e": Code("expect.anything()")}
    assert JsText().value(value, 0) == (
        "{ a: 1, 'X-B': [null, true, 1.5, 'x'], c: {}, d: [], e: expect.anything() }"
    )


def test_values_that_are_too_long_for_one() -> None:
    assert JsText().value({"name": "x" * 70, "more": [1, 2]}, 4) == (
        "{\n      name: '" + "x" * 70 + "',\n      more: [1, 2],\n    }"
    )
