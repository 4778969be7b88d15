from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.node_environments import NEWEST, OLDEST, VERSIONS, chromium
from tests.probes.played import played, project, theirs, verdicts_run, written

TEST = "const { test, expect } = require('@playwright/test');\n"
OURS = {
    "expected": {"passed"},
    "unexpected": {"failed", "error"},
    "flaky": {"passed"},
    "skipped": {"skipped"},
}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_verdict_is_that_of_playwright_itself(version: str) -> None:
    run = verdicts_run(version)
    ours = {(case.name, case.id.partition("[")[2].partition("]")[0]): case for case in run.seen.cases}
    expected = list(theirs(run))
    assert len(expected) == len(ours) == len(run.seen.collected) == len(run.seen.cases)
    for project_name, name, status in expected:
        case = ours[name, project_name]
        assert case.outcome in OURS[status], (name, status)
        assert case.flaky == (status == "flaky"), name
    assert run.returncode == run.seen.exitstatus == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_verdicts_and_places(version: str) -> None:
    run = verdicts_run(version)
    assert {case.id: case.outcome for case in run.seen.cases if "[api]" in case.id} == {
        "e2e/flaky.spec.ts:3:1 [api]": "failed",
        "e2e/flaky.spec.ts:8:1 [api]": "failed",
        "e2e/flaky.spec.ts:12:1 [api]": "passed",
        "e2e/flaky.spec.ts:15:3 [api]": "passed",
        "e2e/flaky.spec.ts:16:3 [api]": "failed",
        "e2e/flaky.spec.ts:19:3 [api]": "skipped",
        "e2e/hooks.spec.ts:7:3 [api]": "error",
        "e2e/hooks.spec.ts:8:3 [api]": "skipped",
        "e2e/hooks.spec.ts:12:3 [api]": "failed",
        "e2e/hooks.spec.ts:15:3 [api]": "skipped",
        "e2e/hooks.spec.ts:22:3 [api]": "error",
        "e2e/pets.spec.ts:10:3 [api]": "passed",
        "e2e/pets.spec.ts:15:3 [api]": "failed",
        "e2e/pets.spec.ts:20:3 [api]": "failed",
        "e2e/pets.spec.ts:25:5 [api]": "passed",
        "e2e/pets.spec.ts:33:26 [api] › pet 1": "passed",
        "e2e/pets.spec.ts:33:26 [api] › pet 2": "passed",
        "e2e/pets.spec.ts:38:1 [api]": "error",
        "e2e/verdicts.spec.ts:3:1 [api]": "failed",
        "e2e/verdicts.spec.ts:8:1 [api]": "failed",
        "e2e/verdicts.spec.ts:13:1 [api]": "passed",
        "e2e/verdicts.spec.ts:18:1 [api]": "failed",
        "e2e/verdicts.spec.ts:22:6 [api]": "skipped",
        "e2e/verdicts.spec.ts:23:6 [api]": "skipped",
        "e2e/verdicts.spec.ts:25:1 [api]": "skipped",
        "e2e/verdicts.spec.ts:29:1 [api]": "failed",
        "e2e/verdicts.spec.ts:36:1 [api]": "passed",
        "e2e/verdicts.spec.ts:41:1 [api]": "error",
        "e2e/verdicts.spec.ts:49:3 [api]": "error",
    }
    assert run.case("skipped inside").reason == "not on this machine"
    assert run.case("no server › second").reason == "did not run: a test or hook before it failed"
    assert run.case("passes unexpectedly").message == "expected to fail, but passed"
    assert run.seen.started is not None
    assert (run.seen.started.tool, run.seen.started.version) == ("playwright", version)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_attached_and_printed(version: str) -> None:
    case = verdicts_run(version).case("attached")
    (note,) = case.artifacts
    assert (note.name, note.content_type, Path(note.path).name) == ("note", "text/plain", "1-note.txt")
    assert case.output == "--- stderr ---\nto stderr"


def test_a_page_leaves_its_trace_and_screenshot(tmp_path: Path) -> None:
    config = f"""module.exports = {{ use: {{ trace: 'on', screenshot: 'on', baseURL: 'http://pets.test',
      launchOptions: {{ executablePath: {chromium()!r}, args: ['--no-sandbox'] }} }} }};"""
    spec = (
        TEST
        + """test('page', async ({ page }) => {
      await page.route('**/*', route => route.fulfill({ body: '<h1>Pets</h1>', contentType: 'text/html' }));
      await page.goto('/pets?all=1');
      await expect(page.locator('h1')).toHaveText('Cats', { timeout: 200 });
    });"""
    )
    folder = written(tmp_path / "w", NEWEST, {"playwright.config.js": config, "page.spec.js": spec})
    run = played(folder)
    (case,) = run.seen.cases
    assert case.outcome == "failed", run.output
    assert [(hit.method, hit.path, hit.how, hit.when) for hit in case.hits] == [
        ("GET", "/pets", "request", "call")
    ]
    assert {"trace", "screenshot"} <= {artifact.name for artifact in case.artifacts}
    assert all(Path(artifact.path).is_file() for artifact in case.artifacts)
    assert case.failures[0].exception == "expect.toHaveText"
    assert case.failures[0].category == "assertion"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_that_cannot_be_loaded_stands_at_its_line(tmp_path: Path, version: str) -> None:
    broken = "import { test } from '@playwright/test';\nimport './nowhere';\ntest('a', () => {});\n"
    folder = written(tmp_path / "w", version, {"a.spec.ts": broken})
    run = played(folder)
    assert run.returncode == 1
    assert run.seen.cases == ()
    (told,) = run.seen.broken
    assert told.id == "a.spec.ts"
    assert told.problem is not None
    assert told.problem.line == 2 if version == NEWEST else told.problem.line in (1, 2)
    assert "nowhere" in told.failure.message


@pytest.mark.parametrize("version", VERSIONS)
def test_a_syntax_error_stands_at_its_line(tmp_path: Path, version: str) -> None:
    broken = "import { test } from '@playwright/test';\n\ntest('a', async () => {\n  const = 1;\n});\n"
    folder = written(tmp_path / "w", version, {"a.spec.ts": broken, "b.spec.ts": "let fine = 1;\n"})
    run = played(folder)
    problems = [told.problem for told in run.seen.broken if told.problem]
    assert [(problem.file, problem.line) for problem in problems] == [("a.spec.ts", 4)]


@pytest.mark.parametrize(
    ("args", "said"),
    [((), "No tests found"), (("--grep", "nowhere"), "No tests found")],
)
def test_a_run_without_tests_is_called_wrongly(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    run = played(written(tmp_path / "w", NEWEST, {"a.txt": ""}), *args)
    assert run.returncode == 1
    assert run.seen.usage_error is not None
    assert run.seen.usage_error.startswith(said)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_server_that_does_not_start_and_a_set_up_that_throws(tmp_path: Path, version: str) -> None:
    config = "module.exports = { webServer: { command: 'exit 3', url: 'http://127.0.0.1:9/' } };"
    spec = TEST + "test('a', () => {});"
    run = played(written(tmp_path / "w", version, {"playwright.config.js": config, "a.spec.js": spec}))
    assert run.returncode == 1
    assert any("config.webServer" in fault for fault in run.seen.faults), run.seen
    config = "module.exports = { globalSetup: './set_up.js' };"
    files = {
        "playwright.config.js": config,
        "a.spec.js": spec,
        "set_up.js": "\nmodule.exports = () => {\n throw new Error('no'); };",
    }
    run = played(written(tmp_path / "v", version, files))
    (told,) = run.seen.broken
    assert told.problem is not None
    assert (told.problem.file, told.problem.line) == ("set_up.js", 3)


@pytest.mark.parametrize("version", VERSIONS)
def test_one_place_many_tests(tmp_path: Path, version: str) -> None:
    spec = (
        TEST
        + """for (const word of ['a', 'b']) {
      test.describe(`group ${word}`, () => { test('same', () => {}); });
      test(`own ${word}`, () => {});
    }"""
    )
    run = played(written(tmp_path / "w", version, {"a.spec.js": spec}), "--repeat-each=2")
    assert sorted(run.verdicts) == [
        "a.spec.js:3:46 › group a › same",
        "a.spec.js:3:46 › group a › same #2",
        "a.spec.js:3:46 › group b › same",
        "a.spec.js:3:46 › group b › same #2",
        "a.spec.js:4:7 › own a",
        "a.spec.js:4:7 › own a #2",
        "a.spec.js:4:7 › own b",
        "a.spec.js:4:7 › own b #2",
    ]


def test_what_was_not_chosen_is_left_out(tmp_path: Path) -> None:
    config = "module.exports = { projects: [{ name: 'one' }, { name: 'two' }] };"
    spec = (
        TEST + "for (const n of [1, 2]) test(`t${n}`, () => {}); test('u', () => {});\ntest('v', () => {});\n"
    )
    folder = written(tmp_path / "w", NEWEST, {"playwright.config.js": config, "a.spec.js": spec})
    chosen = ["a.spec.js:2:25 [one] › t2", "a.spec.js:2:50 [two]", "a.spec.js:3:1", "a.spec.js:9:1"]
    run = played(folder, "a.spec.js", selection=chosen)
    assert sorted(run.verdicts) == [
        "a.spec.js:2:25 [one] › t2",
        "a.spec.js:2:50 [two]",
        "a.spec.js:3:1 [one]",
        "a.spec.js:3:1 [two]",
    ]
    assert run.seen.missing == ("a.spec.js:9:1",)


def test_a_limit_of_failures_leaves_the_rest_undone(tmp_path: Path) -> None:
    spec = TEST + "test('a', () => { throw new Error('no'); });\ntest('b', () => {});\n"
    run = played(written(tmp_path / "w", OLDEST, {"a.spec.js": spec}), "--max-failures=1")
    assert run.verdicts == {"a.spec.js:2:1": "failed", "a.spec.js:3:1": "skipped"}
    assert run.case("b").reason == "did not run: the run stops after 1 failure(s)"


def test_a_workspace_behind_a_link_and_a_project_below_it(tmp_path: Path) -> None:
    project("verdicts", tmp_path / "real" / "web", NEWEST)
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    run = played(tmp_path / "link" / "web", "pets.spec.ts:15", workspace=tmp_path / "link")
    assert run.verdicts == {"web/e2e/pets.spec.ts:15:3 [api]": "failed"}
    location = run.seen.cases[0].failures[0].location
    assert location is not None
    assert (location.file, location.span.line) == ("web/e2e/pets.spec.ts", 17)


def test_without_anybody_to_tell_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = written(tmp_path / "w", NEWEST, {"a.spec.js": TEST + "test('a', () => {});"})
    gone = tmp_path / "gone"
    monkeypatch.setattr(
        "tests.probes.played.variables",
        lambda _events, workspace: {
            "PATH": __import__("os").environ["PATH"],
            "QAAGENT_EVENTS": str(gone / "x.jsonl"),
            "QAAGENT_WORKSPACE": str(workspace),
        },
    )
    run = played(folder)
    assert run.returncode == 0, run.output
    assert not gone.exists()
