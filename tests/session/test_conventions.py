"""Where the projects of each tool begin, and our own configuration beside them."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.conventions import conventions_of, is_config, may_hold_behave_code

GOOD = "project:\n  name: shop\nrun:\n  retry_count: 2\n"


def test_every_tool_has_its_projects() -> None:
    configs = {
        WorkspacePath("pytest.ini"): "[pytest]\n",
        WorkspacePath("web/playwright.config.ts"): "export default { testDir: 'e2e' };\n",
        WorkspacePath("api/.qaagent.yaml"): GOOD,
    }
    feature, steps = WorkspacePath("api/features/a.feature"), WorkspacePath("api/features/steps/all.py")
    found = conventions_of(configs, [feature], [steps])
    assert [project.root for project in found.pytest] == [""]
    assert [project.root for project in found.behave] == ["api"]
    assert [project.root for project in found.playwright] == ["web"]
    assert {folder: profile.run.retry_count for folder, profile in found.profiles.items()} == {"api": 2}
    assert found.problems == ()


def test_mistakes_are_told_at_their_lines_and_the_rest_still_counts() -> None:
    file = WorkspacePath(".qaagent.yaml")
    found = conventions_of({file: GOOD + "  retries: 3\n"}, (), ())
    assert [(problem.file, problem.line, problem.code) for problem in found.problems] == [
        (file, 5, "unknown-config-key")
    ]
    assert found.profiles[WorkspacePath("")].run.retry_count == 2


@pytest.mark.parametrize(
    ("file", "config", "code"),
    [
        ("pytest.ini", True, False),
        ("a/.qaagent.yaml", True, False),
        ("a/behave.ini", True, False),
        ("web/playwright.config.mts", True, False),
        ("package.json", True, False),
        ("app/main.py", False, False),
        ("features/steps/pets.py", False, True),
        ("features/environment.py", False, True),
        ("features/steps/readme.txt", False, False),
    ],
)
def test_what_a_name_tells(file: str, config: bool, code: bool) -> None:
    path = WorkspacePath(file)
    assert (is_config(path), may_hold_behave_code(path)) == (config, code)


def test_the_deprecated_file_counts_where_it_is_alone() -> None:
    old, new = WorkspacePath(".qaagent.toml"), WorkspacePath(".qaagent.yaml")
    text = '[api]\nbase_url = "http://old"\n'
    alone = conventions_of({old: text}, (), ())
    assert alone.profiles[WorkspacePath("")].app["dev"].base_url == "http://old"
    assert [problem.code for problem in alone.problems] == ["deprecated-config"]
    both = conventions_of({old: text, new: GOOD}, (), ())
    assert both.profiles[WorkspacePath("")].project.name == "shop"
    broken = conventions_of({old: text, new: "project: ["}, (), ())
    assert broken.profiles == {}
    assert list(broken.unreadable) == [""]
