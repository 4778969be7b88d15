from __future__ import annotations

from pathlib import Path

from qaagent_lsp.host.ui_tests import UiTests, find_ui_tests


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    return folder


def test_tests_of_pytest(tmp_path: Path) -> None:
    folder = made(tmp_path, "tests/ui/deep/test_login.py", "tests/test_api.py")
    assert find_ui_tests(folder, None) == UiTests(str(folder / "tests/ui"), "pytest", str(folder))


def test_the_project_around_them(tmp_path: Path) -> None:
    folder = made(
        tmp_path, "services/web/pyproject.toml", "services/web/browser/login_test.py", "q/.qaagent.yaml"
    )
    found = find_ui_tests(folder, "../services/web/browser", folder / "q")
    assert found == UiTests(str(folder / "services/web/browser"), "pytest", str(folder / "services/web"))


def test_tests_of_playwright_for_node(tmp_path: Path) -> None:
    folder = made(tmp_path, "web/playwright.config.ts", "web/e2e/login.spec.ts", "other/login.spec.ts")
    assert find_ui_tests(folder, "web/e2e") == UiTests(
        str(folder / "web/e2e"), "playwright", str(folder / "web")
    )
    assert find_ui_tests(folder, "web") == UiTests(str(folder / "web"), "playwright", str(folder / "web"))
    assert find_ui_tests(folder, "other") is None


def test_packages_of_a_project_are_none_of_its_tests(tmp_path: Path) -> None:
    folder = made(
        tmp_path,
        "playwright.config.ts",
        "e2e/login.spec.ts",
        "env/pyvenv.cfg",
        "env/lib/test_numbers.py",
        ".venv/lib/site-packages/tests/test_numbers.py",
    )
    assert find_ui_tests(folder, ".") == UiTests(str(folder), "playwright", str(folder))


def test_none(tmp_path: Path) -> None:
    folder = made(
        tmp_path, "tests/ui/conftest.py", "web/node_modules/x/a.spec.ts", "web/playwright.config.ts"
    )
    assert find_ui_tests(folder, None) is None
    assert find_ui_tests(folder, "web") is None
    assert find_ui_tests(folder, "gone") is None


def test_tests_that_only_pytest_playwright_can_run(tmp_path: Path) -> None:
    folder = made(tmp_path, "tests/ui/test_login.py", "tests/conftest.py")
    test, hooks = folder / "tests/ui/test_login.py", folder / "tests/conftest.py"

    def needs_plugin() -> bool:
        found = find_ui_tests(folder, None)
        assert found is not None
        return found.needs_plugin

    for text in (
        "def test_a(page: Page) -> None: ...",
        "class TestA:\n    async def test_a(self, page): ...",
    ):
        test.write_text(text)
        assert needs_plugin()
    for text in ("def test_a(browser): ...", "def test_a(page_of_login): ...", "def test_a(): ..."):
        test.write_text(text)
        assert not needs_plugin()
    test.write_text("def test_a(page): ...")
    hooks.write_text("@pytest.fixture\ndef page(selenium): ...")
    assert not needs_plugin()
