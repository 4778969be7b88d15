from __future__ import annotations

from qaagent_lsp.discovery import pytest_tests
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.pytest_tests import TestPatterns
from tests.discovery.tables import source


def found(text: str, file: str = "tests/test_x.py", patterns: TestPatterns | None = None) -> list[str]:
    tests = pytest_tests.tests_of(facts_of(source(text, file)), patterns or TestPatterns())
    return [test.id.removeprefix(f"{file}::") for test in tests]


TEXT = """
    import pytest, unittest
    @pytest.mark.parametrize("x", [1, 2])
    def test_a(x): ...
    async def test_b(): ...
    def helper(): ...
    @pytest.fixture
    def test_data(): ...
    if True:
        def test_conditional(): ...
    class TestBase:
        def test_shared(self): ...
    class TestChild(TestBase):
        class TestInner:
            def test_i(self): ...
        class Other:
            def test_no(self): ...
        def test_m(self): ...
        @staticmethod
        def test_static(): ...
    class Plain:
        def test_no(self): ...
    class TestWithInit:
        def __init__(self): ...
        def test_no(self): ...
    class Cases(unittest.TestCase):
        def test_u(self): ...
        def check_no(self): ...
    class TestOff:
        __test__ = False
        def test_no(self): ...
    """


def test_functions_classes_nested_inherited_unittest() -> None:
    assert found(TEXT) == [
        "test_a",
        "test_b",
        "test_conditional",
        "TestBase::test_shared",
        "TestChild::test_shared",
        "TestChild::TestInner::test_i",
        "TestChild::test_m",
        "TestChild::test_static",
        "Cases::test_u",
    ]


def test_a_class_called_after_its_tests_has_them_from_a_base_elsewhere() -> None:
    text = """
        from enum import Enum
        from prepared import Prepared
        class LoginTests(Prepared):
            def test_a(self): ...
        class Login(Prepared):
            def test_no(self): ...
        class LoginCase(Enum):
            def test_no(self): ...
        class LoginTest:
            def test_no(self): ...
        """
    assert found(text) == ["LoginTests::test_a"]


def test_a_file_of_another_name_holds_no_tests() -> None:
    assert found(TEXT, "tests/x.py") == []


def test_patterns_are_prefixes_or_globs() -> None:
    text = """
        def check_a(): ...
        def a_spec(): ...
        def test_no(): ...
        class WhenX:
            def check_b(self): ...
        class XSuite:
            def check_c(self): ...
        """
    patterns = TestPatterns(("*_spec.py", "checks/*.py"), ("When", "*Suite"), ("check", "*_spec"))
    expected = ["check_a", "a_spec", "WhenX::check_b", "XSuite::check_c"]
    assert found(text, "a/b_spec.py", patterns) == expected
    assert found(text, "a/checks/b.py", patterns) == expected
    assert found(text, "a/b.py", patterns) == []


def test_a_module_can_switch_itself_off_and_the_last_of_one_name_counts() -> None:
    assert found("__test__ = False\ndef test_a(): ...\n") == []
    (test,) = pytest_tests.tests_of(
        facts_of(source("def test_a(): ...\ndef test_a(): ...\n", "test_x.py")), TestPatterns()
    )
    assert test.span.line == 2


def test_where_a_test_stands() -> None:
    text = "class TestÄ:\n    @deco\n    async def test_x(self):\n        pass\n"
    (test,) = pytest_tests.tests_of(facts_of(source(text, "test_x.py")), TestPatterns())
    assert (test.class_name, test.name, test.span.line, test.span.end_line) == ("TestÄ", "test_x", 2, 4)
    assert (test.name_span.line, test.name_span.column, test.name_span.end_column) == (3, 15, 21)
