"""Which unittest class lends its client to new tests."""

from __future__ import annotations

import pytest

from qaagent_lsp.authoring.case_classes import CaseClass, case_class, module_of
from qaagent_lsp.model.source import WorkspacePath

BASE = """\
import unittest


class Prepared(unittest.TestCase):
    def setUp(self):
        self.app = create_app("testing")
        self.client = self.app.test_client(use_cookies=True)

    def tearDown(self):
        db.drop_all()
"""
TESTS = """\
from tests.prepared import Prepared


class UserTests(Prepared):
    def test_a(self):
        self.client.get("/")
"""
ALONE = """\
import unittest
from fastapi.testclient import TestClient


class PetTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        start()

    @classmethod
    def tearDownClass(cls):
        stop()

    def setUp(self):
        self.addCleanup(stop)
        self.api = TestClient(app)

    def test_a(self):
        self.api.get("/")
"""


def files(**texts: str) -> dict[WorkspacePath, str]:
    return {WorkspacePath(f"tests/{name}.py"): text for name, text in texts.items()}


def test_a_base_of_tests_lends_its_client() -> None:
    texts = files(test_users=TESTS, prepared=BASE)
    found = case_class(texts, {*texts, WorkspacePath("tests/__init__.py")})
    assert found is not None
    assert found.imported() == ("tests.prepared", "Prepared")
    assert found.fixture() == (
        "@pytest.fixture\ndef client():\n    case = Prepared()\n    case.setUp()\n    yield case.client\n"
        "    case.tearDown()\n"
    )


def test_a_class_with_tests_is_not_collected_again() -> None:
    texts = files(test_pets=ALONE)
    found = case_class(texts, texts)
    assert found is not None
    assert found.imported() == ("test_pets", "")
    assert found.fixture() == (
        "@pytest.fixture\ndef client():\n    test_pets.PetTests.setUpClass()\n    case = test_pets.PetTests()\n"
        "    case.setUp()\n    yield case.api\n    case.doCleanups()\n    test_pets.PetTests.tearDownClass()\n"
    )
    assert CaseClass("tests.test_pets", "PetTests", "api", has_tests=True).imported() == (
        "tests",
        "test_pets",
    )


def test_what_most_tests_are_built_on_is_taken() -> None:
    texts = files(test_pets=ALONE, test_users=TESTS, prepared=BASE)
    found = case_class(texts, texts)
    assert found is not None
    assert found.name == "Prepared"


@pytest.mark.parametrize(
    "text", ["", "class A:\n    def setUp(self):\n        self.pets = []\n", "class (:\n"]
)
def test_where_no_class_makes_a_client_none_is_found(text: str) -> None:
    assert case_class(files(test_a=text), ()) is None


@pytest.mark.parametrize(
    ("file", "packages", "module"),
    [
        ("tests/api/base.py", ("tests/__init__.py", "tests/api/__init__.py"), "tests.api.base"),
        ("tests/api/base.py", ("tests/api/__init__.py",), "api.base"),
        ("tests/api/base.py", ("tests/__init__.py",), "base"),
        ("base.py", (), "base"),
    ],
)
def test_a_module_is_named_as_pytest_names_it(file: str, packages: tuple[str, ...], module: str) -> None:
    assert module_of(WorkspacePath(file), [WorkspacePath(one) for one in packages]) == module
