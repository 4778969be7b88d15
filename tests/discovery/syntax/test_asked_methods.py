from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.asked_methods import asked_methods

BODIES = [
    ("pass", ""),
    ('if request.method == "POST": pass', "POST"),
    ('if "put" == request.method.lower(): pass', "PUT"),
    ('if request.method in ("POST", "DELETE", "HEAD"): pass', "POST DELETE"),
    ('if request.method != "POST": return bad()', "POST"),
    ("form = Form(request.POST or None)", "POST"),
    (
        'match request.method:\n        case "POST": pass\n        case "PUT" | "PATCH": pass',
        "POST PUT PATCH",
    ),
    ("return edit(request, pet)", "edit()"),
    ("return render(request, template)", ""),
    ("return edit(pet)", ""),
    ('if request.method == word or other.method == "PUT": pass', ""),
]


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_methods_that_a_body_names(body: str, expected: str) -> None:
    (function,) = ast.parse(f"def view(request):\n    {body}\n").body
    assert isinstance(function, ast.FunctionDef)
    assert " ".join(asked_methods(function)) == expected


def test_a_function_without_a_request_is_no_view() -> None:
    (function,) = ast.parse('def f(call):\n    return call.method == "POST"\n').body
    assert isinstance(function, ast.FunctionDef)
    assert asked_methods(function) == ()
