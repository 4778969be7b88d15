from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from qaagent_lsp.cli.run_github import annotations_of, command, groups_of
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, Span
from qaagent_lsp.model.tool import Metric, ToolFinding, ToolResult
from tests.cli.results import GET_PET, PETS, case, failing, failing_scenario, pet_route, result

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
    suite, problem = annotations_of(run, Snapshot(), tmp_path)
    assert problem.endswith("title=syntax-error::invalid syntax")
    assert suite == "::error title=suite unit::killed: 100%25"


def test_a_run_that_broke_elsewhere_says_why(tmp_path: Path) -> None:
    run = dataclasses.replace(
        result(case("t.py::a", "passed"), status="error"), notes=("author: no space left",)
    )
    assert list(annotations_of(run, Snapshot(), tmp_path)) == ["::error title=run::author: no space left"]


def test_a_line_where_many_tests_fail_is_marked_once(tmp_path: Path) -> None:
    (line, _) = annotations_of(result(*(failing(f"t.py::test_{n}") for n in range(8))), SNAPSHOT, tmp_path)
    assert line.endswith(
        "%0A%0AHere, too:%0At.py::test_1%0At.py::test_2%0At.py::test_3%0At.py::test_4%0At.py::test_5%0A… and 2 more"
    )


def test_no_more_are_written_than_github_shows(tmp_path: Path) -> None:
    run = result(*(failing(f"t.py::test_{n}", "assert 1", line=n) for n in range(1, 31)))
    lines = list(annotations_of(run, Snapshot(), tmp_path))
    assert len(lines) == 10
    assert lines[-1] == (
        "::error title=21 more::t.py::test_10 (failed): assert 1%0At.py::test_11 (failed): assert 1"
        "%0At.py::test_12 (failed): assert 1%0At.py::test_13 (failed): assert 1"
        "%0At.py::test_14 (failed): assert 1%0A… and 16 more%0AAll are in the summary and in the report."
    )


def test_what_tools_found_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    at = Location(PETS, Span(12, 1, 12, 30))
    found = (
        ToolFinding("schemathesis", "low", "slow", "took long", url="http://127.0.0.1/", blocks=False),
        ToolFinding("schemathesis", "high", "not_a_server_error", "500", GET_PET, at, details="curl x"),
    )
    tools = (
        ToolResult("schemathesis", "failed", findings=found),
        ToolResult("perf", "failed", metrics=(Metric("p95", 0.84, "s", "GET /x", None, 0.5, holds=False),)),
        ToolResult("lighthouse", "timeout"),
        ToolResult("ui", "skipped", error="skipped: nothing there"),
    )
    run = dataclasses.replace(result(), tools=tools)
    assert list(annotations_of(run, Snapshot(), tmp_path)) == [
        "::error title=tool lighthouse::ended as timeout",
        (
            "::error file=app/pets.py,line=12,endLine=12,col=1,endColumn=30,"
            "title=schemathesis not_a_server_error (high)::500 (GET /pets/{pet_id} app/pets.py:12)%0Acurl x"
        ),
        "::error title=tool perf::p95 of GET /x is 840 ms, the limit is 500 ms",
        "::notice title=schemathesis slow (low)::took long (http://127.0.0.1/)",
    ]


def test_reports_of_failing_tests_are_folded_and_command_nothing() -> None:
    loud = dataclasses.replace(failing(message="::add-mask::x"), output="::error::y\x1b[1m")
    assert list(groups_of(result(loud, case("t.py::ok", "passed")), "secret")) == [
        "::group::failed: tests/test_pets.py::test_get",
        "::stop-commands::secret",
        "::add-mask::x",
        "",
        "::error::y",
        "::secret::",
        "::endgroup::",
    ]
    many = list(groups_of(result(*(failing(f"t.py::test_{n}") for n in range(60))), "secret"))
    assert many[-1] == "… and 10 more failing tests in the report"


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
