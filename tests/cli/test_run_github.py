from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from qaagent_lsp.cli.run_github import annotations_of, command
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span
from tests.cli.results import PETS, case, failing, failing_scenario, pet_route, result

SNAPSHOT = Snapshot(routes=(pet_route(),))


def test_an_error_on_the_line_and_a_warning_on_the_route(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    run = result(failing(message="assert 1\nsecond"), case("t.py::test_other", "passed"))
    assert list(annotations_of(run, SNAPSHOT, tmp_path)) == [
        (
            "::error file=app/pets.py,line=14,endLine=14,col=5,endColumn=20,"
            "title=tests/test_pets.py%3A%3Atest_get (failed)::assert 1%0Asecond"
        ),
        (
            "::warning file=app/pets.py,line=12,endLine=12,col=1,endColumn=30,"
            "title=GET /pets/{pet_id} has failing tests::tests/test_pets.py::test_get: assert 1"
        ),
    ]


def test_an_error_on_the_step_and_on_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert list(annotations_of(result(failing_scenario()), Snapshot(), tmp_path)) == [
        (
            "::error file=features/pets.feature,line=9,endLine=9,col=5,endColumn=31,"
            "title=features/pets.feature%3A7 (failed)::no"
        ),
        (
            "::error file=features/steps/pets.py,line=11,endLine=11,col=12,endColumn=50,"
            "title=features/pets.feature%3A7 (failed)::no"
        ),
    ]


def test_a_failure_without_a_place_stands_at_the_test(tmp_path: Path) -> None:
    (line, *_) = annotations_of(result(failing(line=None)), Snapshot(), tmp_path)
    assert "tests/test_pets.py,line=3," in line


def test_paths_start_at_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    (line, *_) = annotations_of(result(failing()), Snapshot(), tmp_path / "services" / "shop")
    assert "file=services/shop/app/pets.py" in line


def test_what_broke_besides_tests_is_an_error(tmp_path: Path) -> None:
    run = dataclasses.replace(
        result(status="error", error="killed: 100%"),
        problems=(Problem(PETS, Span(2, 1, 2, 9), "invalid syntax", "syntax-error"),),
    )
    problem, suite = annotations_of(run, Snapshot(), tmp_path)
    assert problem.endswith("title=syntax-error::invalid syntax")
    assert suite == "::error title=suite unit::killed: 100%25"


@pytest.mark.parametrize(
    ("message", "title", "expected"),
    [
        ("a\r\nb", "t", "::error title=t::a%0D%0Ab"),
        ("50%", "a,b:c", "::error title=a%2Cb%3Ac::50%25"),
        ("a:b,c", "100%", "::error title=100%25::a:b,c"),
    ],
)
def test_escaping(message: str, title: str, expected: str) -> None:
    assert command("error", message, title, None) == expected
