from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qaagent_lsp.discovery.playwright.specs import playwright_facts
from qaagent_lsp.model.source import Source, WorkspacePath
from qaagent_lsp.results.playwright_listing import Listing, listing_of
from tests.probes.node_environments import VERSIONS
from tests.probes.played import project, variables, verdicts_run


def listed(folder: Path) -> Listing:
    """What Playwright lists of a project."""
    done = subprocess.run(
        ["node", "node_modules/@playwright/test/cli.js", "test", "--list", "--reporter=json"],
        cwd=folder,
        env=variables(folder / "unused.jsonl", folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    def line_of(file: WorkspacePath, number: int) -> str:
        return (folder / file).read_text(encoding="utf-8").splitlines()[number - 1]

    return listing_of(f"the configuration prints\n{done.stdout}", workspace=str(folder), line_of=line_of)


@pytest.mark.parametrize("version", VERSIONS)
def test_listed_cases_are_those_that_run_and_those_that_are_read(tmp_path: Path, version: str) -> None:
    folder = project("verdicts", tmp_path.resolve() / "w", version)
    listing = listed(folder)
    assert listing.errors == ()
    assert sorted(case.id for case in listing.cases) == sorted(verdicts_run(version).seen.collected)
    places = {f"{case.file}:{case.line}:{case.column}" for case in listing.cases}
    read = {
        test.id
        for file in (folder / "e2e").glob("*.spec.ts")
        for test in playwright_facts(
            Source(WorkspacePath(f"e2e/{file.name}"), file.read_text(encoding="utf-8"), "")
        ).tests
    }
    assert read == places
    (looped,) = (case for case in listing.cases if case.title == "pet 2")
    assert (looped.id, looped.project, looped.name) == (
        "e2e/pets.spec.ts:33:26 [api] › pet 2",
        "api",
        "pet 2",
    )


def test_repeated_and_broken() -> None:
    spec = '{"title": "t", "file": "a.js", "line": 2, "column": 3, "tests": [{"projectName": ""}, {"projectName": ""}]}'
    text = f"""{{"config": {{"rootDir": "/w"}}, "errors": [{{"message": "\\u001b[31mno\\u001b[39m"}}],
      "suites": [{{"title": "a.js", "specs": [{spec}]}}]}}"""
    listing = listing_of(text.replace("\n", ""), workspace="/w")
    assert [case.id for case in listing.cases] == ["a.js:2:3", "a.js:2:3 #2"]
    assert listing.errors == ("no",)


@pytest.mark.parametrize("text", ["", "{}", "{broken", '{"suites"'])
def test_no_listing(text: str) -> None:
    with pytest.raises(ValueError, match="no listing"):
        listing_of(text, workspace="/w")
