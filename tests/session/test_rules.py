"""The nearest ``.qaagent.yaml`` decides, those above the workspace included."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.config.yaml_reading import read_yaml
from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.conventions import Conventions, conventions_of
from qaagent_lsp.session.rules import Rulebook, rulebook_of

FILE = ".qaagent.yaml"


def text(retries: int, more: str = "") -> str:
    return f"project:\n  name: shop\nrun:\n  retry_count: {retries}\n{more}"


def book(folder: Path, settings: Settings | None = None, **retries: int) -> Rulebook:
    profiles = {}
    for name, count in retries.items():
        profile, _ = read_yaml(
            text(count, "profiles:\n  slow:\n    pytest_args: [--slow]\n"), WorkspacePath(FILE)
        )
        assert profile is not None
        profiles[WorkspacePath("" if name == "top" else name.replace("_", "/"))] = profile
    return rulebook_of(folder, settings or Settings(), Conventions(profiles=profiles))


def retries_of(rules: Rulebook, path: str) -> int:
    return rules.rules_of(WorkspacePath(path)).suites["pytest"].limits.retries


def test_the_nearest_one_holds(tmp_path: Path) -> None:
    rules = book(tmp_path, top=1, services_a=2)
    assert [retries_of(rules, path) for path in ("", "web", "services/a", "services/a/tests/t.py", "services/b")] == [
        1, 1, 2, 2, 1,
    ]  # fmt: skip
    nearest = rules.nearest(WorkspacePath("services/a/tests"))
    assert nearest is not None
    assert nearest.folder == tmp_path / "services" / "a"


def test_one_above_the_workspace_holds_where_it_has_none(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "service"
    inner.mkdir(parents=True)
    assert retries_of(book(inner), "") == 0
    (tmp_path / FILE).write_text(text(3))
    assert retries_of(book(inner), "") == 3
    assert retries_of(book(inner, top=1), "") == 1
    (tmp_path / "repository" / FILE).write_text("project: [")
    with pytest.raises(BadConfiguration, match=r"repository/\.qaagent\.yaml:"):
        book(inner)
    assert retries_of(book(inner, top=1), "") == 1


def test_a_run_by_other_rules_than_those_of_a_broken_file_is_refused(tmp_path: Path) -> None:
    broken = conventions_of(
        {WorkspacePath(f"api/{FILE}"): "project: [\n", WorkspacePath(FILE): text(1)}, (), ()
    )
    rules = rulebook_of(tmp_path, Settings(), broken)
    assert retries_of(rules, "web") == 1
    with pytest.raises(BadConfiguration, match=r"api/\.qaagent\.yaml:"):
        rules.rules_of(WorkspacePath("api/tests"))


def test_settings_go_first_and_name_a_profile(tmp_path: Path) -> None:
    rules = book(tmp_path, Settings(timeout=5.0, profile="slow"), top=1).top.suites["pytest"]
    assert (rules.limits.suite, rules.args) == (5.0, ("--slow",))
    with pytest.raises(BadConfiguration, match="There is no profile fast") as refused:
        _ = book(tmp_path, Settings(profile="fast"), top=1).top
    assert "slow" in refused.value.hint


def test_the_active_target_holds_for_what_lies_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, shop, conf = tmp_path / "home", tmp_path / "shop", tmp_path / "conf"
    for folder in (home, shop / "api", conf):
        folder.mkdir(parents=True)
    monkeypatch.setenv("QAAGENT_HOME", str(home))
    registry = home / "targets.yaml"
    registry.write_text(
        f"active: shop\ntargets:\n  shop: {{name: shop, path: {shop}, config_path: {conf / 'q.yaml'}}}\n"
    )
    (conf / "q.yaml").write_text(text(4))
    assert retries_of(book(shop / "api"), "") == 4
    assert retries_of(book(shop, top=1), "") == 1
    assert retries_of(book(tmp_path), "") == 0
    registry.write_text("active: [")
    assert retries_of(book(shop), "") == 0
    assert "is not YAML" in "".join(book(shop).notes)
