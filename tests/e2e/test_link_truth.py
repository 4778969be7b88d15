"""Links equal what an independent witness saw; the whole measurement is ``tests/benchmarks/link_truth.py``."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.command_line import call
from tests.e2e.link_truth import measure
from tests.e2e.projects import fastapi_docs, flaskr_project

TUTORIALS = (
    "test_security",
    "test_bigger_applications",
    "test_websockets",
    "test_wsgi",
    "test_body_nested_models",
)


def test_flaskr_and_its_login(tmp_path: Path) -> None:
    project = flaskr_project(tmp_path / "flaskr")
    calls, observed = measure(project)
    assert (calls.spurious, calls.missed) == ((), ())
    assert (observed.spurious, observed.missed) == ((), ())
    assert observed.truth == 33
    tests = call("tests", "--route", "POST /auth/login", "--format", "json", cwd=project).json
    assert [test["id"] for test in tests] == [
        "tests/test_auth.py::test_login",
        "tests/test_auth.py::test_login_validate_input",
    ]


def test_apps_that_serve_the_same_paths(tmp_path: Path) -> None:
    calls, observed = measure(
        fastapi_docs(tmp_path / "docs"), [f"tests/test_tutorial/{folder}" for folder in TUTORIALS]
    )
    assert (observed.spurious, observed.missed) == ((), ())
    assert calls.recall >= 0.9, calls.missed
    assert calls.precision >= 0.95, calls.spurious
