"""Values that code compares with are found by the name of the input."""

from __future__ import annotations

import pytest

from qaagent_lsp.authoring.literals import literals_in, parsed, plain


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ('if x_token != "secret": ...', {"x_token": ("secret",)}),
        ('SECRET = "s"\nif x_token != SECRET: ...', {"x_token": ("s",)}),
        ('if not compare_digest(password, b"p"): ...', {"password": ("p",)}),
        ('DB = {"a": 1, "b": 2}\nif item_id not in DB: ...', {"item_id": ("a", "b")}),
        ('DB = {"a": 1}\ndef f(key): return DB[key]', {"key": ("a",)}),
        ('DB = {1: "x"}\ndef f(key): return DB.get(key)', {"key": (1,)}),
        ('if item.id in ("x", "y"): ...', {"id": ("x", "y")}),
        ('if request.headers.get("X-Key") == "k": ...', {"x_key": ("k",)}),
        ("if flag == True: ...", {}),
        ("if (:", {}),
    ],
)
def test_values_of_a_name(code: str, values: dict[str, tuple[object, ...]]) -> None:
    assert dict(literals_in({"app.py": code}).values) == values


def test_defaults_of_functions_of_a_conftest_name_users() -> None:
    conftest = 'class Auth:\n    def login(self, username="test", password="test"): ...\n'
    assert dict(literals_in({}, [conftest]).values) == {"username": ("test",), "password": ("test",)}


def test_state_is_what_functions_change_in_place() -> None:
    code = """
DB = {}
NAMES = []
SEEN = set()
FIXED = {"a": 1}
def f(key):
    DB[key]["x"] = 1
    NAMES.append(key)
    SEEN.add(key)
    return FIXED[key]
"""
    assert literals_in({"app.py": code}).state == {
        "app.py": (("DB", "dict"), ("NAMES", "list"), ("SEEN", "set"))
    }


def test_names_are_compared_as_headers_and_variables_are_written() -> None:
    assert plain("X-Token") == plain("x_token")
    assert parsed("def") is None
