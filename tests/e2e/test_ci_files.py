"""The workflow files of the documentation: their steps are run here, as CI runs them, on a project with a bug."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from qaagent_lsp.cli.demo_project import write_project

ROOT = Path(__file__).parents[2]
CI = ROOT / "docs" / "ci"
STEP_SECONDS = 600
EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
VARIABLE = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Ran:
    """What one step came to."""

    step: str
    code: int
    out: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A runner: a checkout of a project, and a Python of its own on its PATH."""

    checkout: Path
    env: dict[str, str]

    def run(self, steps: Sequence[str], more: dict[str, str], shell: Sequence[str]) -> list[Ran]:
        """Run steps one after the other until one fails."""
        done: list[Ran] = []
        for step in steps:
            ended = subprocess.run(
                [*shell, step],
                cwd=self.checkout,
                env=self.env | more,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                timeout=STEP_SECONDS,
                check=False,
            )
            done.append(Ran(step, ended.returncode, ended.stdout))
            if ended.returncode:
                break
        return done


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    checkout = tmp_path / "shop"
    checkout.mkdir()
    write_project(checkout)
    subprocess.run(["git", "init", "--quiet", str(checkout)], check=True)
    python = tmp_path / "python"
    venv.create(python, with_pip=True, symlinks=True)
    own = str(Path(sys.executable).parent)
    others = [folder for folder in os.environ["PATH"].split(os.pathsep) if folder != own]
    kept = {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "QAAGENT_RUNS_DIR"}}
    path = os.pathsep.join([str(python / "bin"), *others])
    return Machine(checkout, {**kept, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "CI": "true"})


def the_bug_is_red(ran: Sequence[Ran], checkout: Path) -> Path:
    """Check that all steps went well up to the run, which is red, and return the folder of the run."""
    *before, last = ran
    assert [step.code for step in before] == [0] * len(before), before[-1].out if before else ""
    assert "qaagent-lsp run" in last.step
    assert last.code == 1, last.out
    (suites,) = ET.parse(checkout / "junit.xml").getroot().iter("testsuites")
    assert (suites.get("tests"), suites.get("failures")) == ("4", "1")
    (run_dir,) = (folder for folder in (checkout / ".qaagent-runs").iterdir() if folder.is_dir())
    assert "1 of 4 tests failed." in (run_dir / "report.html").read_text(encoding="utf-8")
    return run_dir


def test_the_workflow_for_github(machine: Machine, tmp_path: Path) -> None:
    workflow = yaml.safe_load((CI / "github.yml").read_text(encoding="utf-8"))
    known = {"github.workspace": str(machine.checkout)}
    declared = {
        name: EXPRESSION.sub(lambda found: known[found[1]], value) for name, value in workflow["env"].items()
    }
    steps: list[dict[str, Any]] = workflow["jobs"]["tests"]["steps"]
    summary = tmp_path / "summary.md"
    given = {
        "QAAGENT_LSP": str(ROOT),
        "GITHUB_WORKSPACE": str(machine.checkout),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    # The shell of a `run` step without one, as GitHub documents it.
    ran = machine.run(
        [step["run"] for step in steps if "run" in step], declared | given, ("bash", "-e", "-c")
    )
    the_bug_is_red(ran, machine.checkout)
    assert "::error file=app/pets.py,line=14," in ran[-1].out
    assert "::warning file=app/pets.py,line=12," in ran[-1].out
    assert summary.read_text(encoding="utf-8").startswith("## ❌ 1 of 4 tests failed.")

    uses = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", name) for name in uses)
    (upload,) = (step for step in steps if "upload-artifact" in step.get("uses", ""))
    assert upload["if"] == "${{ !cancelled() }}"
    assert all((machine.checkout / path).exists() for path in upload["with"]["path"].split())


def test_the_pipeline_for_gitlab(machine: Machine) -> None:
    pipeline = yaml.safe_load((CI / "gitlab.yml").read_text(encoding="utf-8"))
    known = {"CI_PROJECT_DIR": str(machine.checkout)}
    declared = {
        name: VARIABLE.sub(lambda found: known[found[1]], value)
        for name, value in pipeline["variables"].items()
    }
    job = pipeline["routes"]
    ran = machine.run(
        job["script"], declared | {"QAAGENT_LSP": str(ROOT)}, ("bash", "-e", "-o", "pipefail", "-c")
    )
    the_bug_is_red(ran, machine.checkout)
    left = job["artifacts"]
    assert left["when"] == "always"
    assert all((machine.checkout / path).exists() for path in [*left["paths"], left["reports"]["junit"]])
    assert (
        (machine.checkout / "summary.md").read_text(encoding="utf-8").startswith("## ❌ 1 of 4 tests failed.")
    )


def test_the_installed_package_brings_what_the_page_is_made_of(tmp_path: Path) -> None:
    """The parts of the page are no Python, and are in the wheel all the same."""
    assert shutil.which("uv") or (Path(sys.executable).parent / "uv").exists()
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    subprocess.run(
        [uv, "build", "--wheel", "--quiet", "--out-dir", str(tmp_path), str(ROOT)], check=True, timeout=600
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = subprocess.run(
        [sys.executable, "-m", "zipfile", "--list", str(wheel)], check=True, capture_output=True, text=True
    ).stdout
    for file in (ROOT / "qaagent_lsp" / "reporting" / "assets").iterdir():
        assert f"qaagent_lsp/reporting/assets/{file.name}" in names
