"""The HTML report in a real browser: what it shows, that it is for everybody, and that nothing in it runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.tool import Metric, ToolFinding, ToolResult
from qaagent_lsp.store.report import draw_report
from tests.e2e.editors import STORY_SECONDS, _chromium, _environment, _install, _node, _playwright
from tests.e2e.projects import cached
from tests.reporting.samples import EVIL, GET_PET, case, failure, flaky, run, shop

AXE = "axe-core@4.14.1"
SCRIPT = Path(__file__).parent / "report" / "page.mjs"
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


def look_at(page: Path, **told: str) -> dict[str, Any]:
    """Open a report in Chromium and return what the script saw."""
    axe = cached(AXE.replace("@", "-"), lambda place: _install(AXE, place, _environment(place)))
    screenshots = page.parent / "screenshots"
    screenshots.mkdir()
    message = {
        "page": str(page),
        "axe": str(axe / "node_modules" / "axe-core" / "axe.min.js"),
        "chromium": _chromium(),
        "screenshots": str(screenshots),
        **told,
    }
    env = dict(os.environ) | {"QAAGENT_PLAYWRIGHT": str(_playwright())}
    argv = [str(_node()), str(SCRIPT), json.dumps(message)]
    done = subprocess.run(argv, check=False, capture_output=True, text=True, env=env, timeout=STORY_SECONDS)
    kept = os.environ.get("QAAGENT_SCREENSHOTS")
    if kept:
        shutil.copytree(screenshots, kept, dirs_exist_ok=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def rich(run_dir: Path) -> Evidence:
    """A run with everything that a page can show, and names that would like to be more than text."""
    (run_dir / "artifacts" / "unit").mkdir(parents=True)
    (run_dir / "artifacts" / "unit" / "a b.png").write_bytes(PIXEL)
    evil = replace(
        case(f"test_evil[{EVIL}]", "failed", failure(f"{EVIL}\n- a\n+ b")),
        output=f"{EVIL}<script>alert(2)</script>",
        artifacts=(
            Artifact(EVIL, "artifacts/unit/a b.png", "image/png"),
            Artifact("trace", "javascript:alert(3)"),
        ),
    )
    finding = ToolFinding("schemathesis", "high", "not_a_server_error", EVIL, GET_PET, details=EVIL)
    limit = Metric("p95", 0.84, "s", EVIL, None, 0.5, holds=False)
    tools = (
        ToolResult(
            "schemathesis", "failed", executed=True, exit_code=1, findings=(finding,), metrics=(limit,)
        ),
        ToolResult("ui", "skipped", error="skipped: no tests/ui"),
    )
    result = run(evil, *shop().run.cases[:2], flaky("test_order"), case("test_later", "skipped"))
    return replace(shop(), run=replace(result, tools=tools, run_dir=str(run_dir)))


def test_a_report_is_for_everybody_and_runs_nothing(tmp_path: Path) -> None:
    page = draw_report(rich(tmp_path / "run"), tmp_path / "run" / "report.html")
    seen = look_at(page, search="test_order")

    assert seen["violations"] == []
    assert seen["complaints"] == []
    assert seen["addresses"] == ["file:"]
    assert seen["wide"] == [0, 0, 0]

    assert seen["title"] == "Failed · shop · 20261123_010203Z"
    evil = f"tests/test_pets.py::test_evil[{EVIL}]"
    assert seen["first"] == [evil, "tests/test_pets.py::test_get"]
    assert [" ".join(chip.split()) for chip in seen["chips"]] == [
        "Failing 2",
        "Flaky 1",
        "Skipped 1",
        "Passed 2",
        "All 5",
    ]
    assert seen["images"] == [1]
    for text in (
        "return pets[7]",
        "(failed here)",
        "<script>alert(2)</script>",
        "hit GET /pets/{pet_id} (404)",
    ):
        assert text in seen["detail"]
    assert seen["all"] == 5
    assert seen["searched"] == ["tests/test_pets.py::test_order flaky"]
    assert seen["ofRoute"] == [
        evil,
        *(f"tests/test_pets.py::test_{name}" for name in ("get", "later", "list")),
    ]
    assert seen["focused"] == "row"
    assert seen["openedByKey"] == ["tests/test_pets.py::test_get"]
    assert seen["theme"] == "rgb(19, 21, 23)"
    assert seen["linked"] == [evil]


def test_thirty_thousand_tests_are_drawn_a_page_at_a_time(tmp_path: Path) -> None:
    cases = tuple(
        case(f"test_{n}", *(("failed", failure(f"KeyError: {n}")) if n % 100 == 0 else ()))
        for n in range(30_000)
    )
    evidence = replace(shop(), run=replace(run(*cases), run_dir=str(tmp_path)))
    seen = look_at(draw_report(evidence, tmp_path / "report.html"), story="many", search="::test_29999")
    assert (seen["complaints"], seen["searched"]) == ([], ["tests/test_pets.py::test_29999"])
    assert seen["pager"] == "1 to 100 of 30,000 tests"
    assert seen["second"] == "101 to 200 of 30,000 tests"
    assert max(seen["elements"], seen["elementsAfter"]) < 3000
