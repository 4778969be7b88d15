from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.host.browser import find_browser


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}


def test_none_where_there_is_none(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "chromium").write_text("no program")
    assert find_browser(environ) is None


def test_the_systems(environ: dict[str, str], tmp_path: Path) -> None:
    chrome = program(tmp_path / "bin" / "google-chrome")
    assert find_browser(environ) == chrome
    chromium = program(tmp_path / "bin" / "chromium")
    assert find_browser(environ) == chromium


def test_the_newest_of_playwright_before_the_systems(environ: dict[str, str], tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium")
    program(tmp_path / ".cache" / "ms-playwright" / "chromium-998" / "chrome-linux" / "chrome")
    program(
        tmp_path
        / ".cache/ms-playwright/chromium_headless_shell-1300/chrome-headless-shell-linux64/chrome-headless-shell"
    )
    newest = program(tmp_path / ".cache" / "ms-playwright" / "chromium-1208" / "chrome-linux64" / "chrome")
    assert find_browser(environ) == newest


def test_where_playwright_is_told_to_keep_browsers(environ: dict[str, str], tmp_path: Path) -> None:
    inside = program(tmp_path / "pw" / ".local-browsers" / "chromium-1" / "chrome-linux" / "chrome")
    packages = {"playwright-core": str(tmp_path / "pw")}
    assert find_browser({**environ, "PLAYWRIGHT_BROWSERS_PATH": "0"}, packages) == inside
    kept = program(tmp_path / "kept" / "chromium-2" / "chrome-linux" / "chrome")
    assert find_browser({**environ, "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "kept")}, packages) == kept


def test_a_variable_names_it(environ: dict[str, str], tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium")
    named = program(tmp_path / "mine" / "chrome")
    assert find_browser({**environ, "CHROME_PATH": named}) == named


def test_a_variable_that_names_nothing_is_passed_over(environ: dict[str, str], tmp_path: Path) -> None:
    chromium = program(tmp_path / "bin" / "chromium")
    assert find_browser({**environ, "CHROME_PATH": str(tmp_path / "gone")}) == chromium
