from __future__ import annotations

import ast

from qaagent_lsp.discovery.python_tests.asked_fixtures import calls_of_fixtures, is_for_all, marks_of
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.model.test import TestId

TEXT = """
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("rows")]

@pytest.fixture(autouse=True)
def clean(): ...

@pytest.fixture(autouse=False)
def other(): ...

@pytest.mark.usefixtures("login", name)
@pytest.mark.parametrize("x", [1])
def test_it(x, *, client): ...
"""


def test_fixtures_of_parameters_and_marks() -> None:
    tree = ast.parse(TEXT)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for_all = [node for node in functions.values() if is_for_all(node)]
    assert [node.name for node in for_all] == ["clean"]
    test = TestId("test_a.py::test_it")
    calls = calls_of_fixtures(
        test, functions["test_it"], [*marks_of(tree.body)], for_all, Positions(TEXT), ()
    )
    assert {call.owner: call.span.line for call in calls} == {
        "clean": 5,
        "rows": 2,
        "login": 10,
        "x": 12,
        "client": 12,
    }


def test_a_request_that_cannot_be_read_is_one_of_the_test_itself() -> None:
    for body, noted in (("client.get(path)", 0), ("api.post(path)", 0), ("data.get(key)", 1)):
        tree = ast.parse(f"def test_it(order): {body}")
        (function,) = tree.body
        assert isinstance(function, ast.FunctionDef)
        nodes = ast.walk(function)
        calls = calls_of_fixtures(TestId("t.py::test_it"), function, (), (), Positions(""), nodes)
        assert len([*calls]) == noted
