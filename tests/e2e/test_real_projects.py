"""Flask's tutorial and FastAPI's documentation: our verdicts are plain pytest's."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.e2e.command_line import call
from tests.e2e.projects import fastapi_docs, flaskr_project, interpreter_of

PYTEST_SECONDS = 600


def plain_verdicts(project: Path, tmp_path: Path) -> dict[str, str]:
    """What ``python -m pytest`` says of every node id, without us."""
    report = tmp_path / "plain.xml"
    subprocess.run(
        [interpreter_of(project), "-m", "pytest", "-q", f"--junitxml={report}"],
        cwd=project,
        check=False,
        capture_output=True,
        timeout=PYTEST_SECONDS,
    )
    verdicts = {}
    for case in ET.parse(report).getroot().iter("testcase"):
        marks = {child.tag for child in case} & {"failure", "error", "skipped"}
        mark = next(iter(marks), "passed")
        verdicts[_node_id(project, case)] = {"failure": "failed"}.get(mark, mark)
    return verdicts


def _node_id(project: Path, case: ET.Element) -> str:
    """JUnit joins file and classes with dots; the file is the part of it that is there."""
    parts = case.get("classname", "").split(".")
    for length in range(len(parts), 0, -1):
        file = Path(*parts[:length]).with_suffix(".py")
        if (project / file).is_file():
            return "::".join([file.as_posix(), *parts[length:], case.get("name", "")])
    raise AssertionError(case.attrib)


@pytest.mark.parametrize("make", [flaskr_project, fastapi_docs])
def test_every_verdict_is_plain_pytests(make: Callable[[Path], Path], tmp_path: Path) -> None:
    project = make(tmp_path / "project")
    expected = plain_verdicts(project, tmp_path)
    done = call("run", "--all", "--format", "json", cwd=project)
    run = done.json
    assert {case["id"]: case["outcome"] for case in run["cases"]} == expected
    assert len(run["cases"]) == len(expected) > 20
    red = "failed" in expected.values()
    assert (done.code, run["outcome"]) == ((1, "failed") if red else (0, "passed"))


def test_every_route_of_flaskr_has_an_observed_test(tmp_path: Path) -> None:
    project = flaskr_project(tmp_path / "flaskr")
    assert call("run", cwd=project).code == 0
    routes = {(row["method"], row["path"]) for row in call("routes", "--format", "json", cwd=project).json}
    tests = call("tests", "--format", "json", cwd=project).json
    links = [link for test in tests for link in test["routes"]]
    observed = {(link["method"], link["path"]) for link in links if link["how"] == "observed"}
    assert routes == observed
    assert len(routes) == 12


def test_a_bug_in_flaskr_is_found_by_its_route_and_its_fix_too(tmp_path: Path) -> None:
    project = flaskr_project(tmp_path / "flaskr")
    blog = project / "flaskr" / "blog.py"
    good = blog.read_text(encoding="utf-8")
    bad = good.replace('post["author_id"] != ', 'post["writer_id"] != ')
    assert bad != good
    blog.write_text(bad, encoding="utf-8")
    broken = 1 + next(number for number, line in enumerate(bad.splitlines()) if "writer_id" in line)

    red = call("run", "--route", "POST /{id}/update", "--format", "json", cwd=project)
    failed = [case for case in red.json["cases"] if case["outcome"] == "failed"]
    assert red.code == 1
    assert failed
    assert {"method": "POST", "path": "/{id}/update", "how": "observed"} in failed[0]["routes"]
    shown = call("run", "--failed", "--format", "github", cwd=project)
    assert f"::error file=flaskr/blog.py,line={broken}," in shown.out
    assert "title=POST /{id}/update has failing tests" in shown.out

    blog.write_text(good, encoding="utf-8")
    green = call("run", "--route", "POST /{id}/update", "--format", "json", cwd=project)
    assert (green.code, green.json["outcome"]) == (0, "passed")
    listed = call("runs", "list", "--format", "json", cwd=project).json
    assert [run["outcome"] for run in listed] == ["passed", "failed", "failed"]
