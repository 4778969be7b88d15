"""What a session says at its end: which files were collected as a whole, and what fixtures of a wider scope share."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.event import FunctionsTraced
from qaagent_lsp.model.trace import Trace
from tests.probes.environments import environment
from tests.probes.probed import Probed, probed, write

PYTHON = "3.12"
pytestmark = pytest.mark.needs_python(PYTHON)
APP = "def of_session(): pass\ndef of_module(): pass\ndef of_class(): pass\ndef of_function(): pass\n"
CONFTEST = """
import pytest
import app


@pytest.fixture(scope="session")
def session():
    return app.of_session()


@pytest.fixture(scope="module")
def module(request):
    request.getfixturevalue("session")
    yield app.of_module()
"""
TESTS = """
import app


class TestA:
    @classmethod
    def setup_class(cls):
        app.of_class()

    def test_a(self, module):
        app.of_function()

    def test_b(self):
        pass
"""


def trace_of(run: Probed) -> Trace:
    return next(event.trace for event in run.events if isinstance(event, FunctionsTraced))


def shared(trace: Trace) -> dict[str, set[str]]:
    return {
        file: {trace.functions[number].qualname for number in numbers}
        for file, numbers in trace.shared.items()
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "w", app=APP, conftest=CONFTEST, test_a=TESTS, test_b="def test_c(): pass\n")


def test_fixtures_of_a_wider_scope_belong_to_all_tests_of_it(project: Path) -> None:
    told = shared(trace_of(probed(project, python=environment(PYTHON, "pytest9"))))
    assert told[""] == {"<module>", "TestA", "session", "of_session"}
    # pytest sets fixtures up one inside the other: what the inner one does, the outer one does.
    assert told["test_a.py"] == {
        "module",
        "of_module",
        "session",
        "of_session",
        "of_class",
        "TestA.setup_class",
    }


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (
            None,
            {
                "test_a.py": {"test_a.py::TestA::test_a", "test_a.py::TestA::test_b"},
                "test_b.py": {"test_b.py::test_c"},
            },
        ),
        (["test_a.py::TestA::test_a", "test_b.py"], {"test_b.py": {"test_b.py::test_c"}}),
    ],
)
def test_files_of_which_no_test_was_left_out(
    project: Path, selection: list[str] | None, expected: dict[str, set[str]]
) -> None:
    trace = trace_of(probed(project, python=environment(PYTHON, "pytest9"), selection=selection))
    assert trace.whole == expected
