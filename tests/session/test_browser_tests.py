from __future__ import annotations

import pytest

from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import Runner
from qaagent_lsp.session.browser_tests import without_browser_tests


def call(cwd: str, runner: Runner = "pytest") -> Invocation:
    return Invocation("unit", runner, ("python", "-m", "pytest"), cwd, (), "/e", "/j", "/o")


ALL = (call("/w"), call("/w/api"), call("/w", "behave"))
UNIT = ("tests/test_a.py", "api/tests/test_b.py")


@pytest.mark.parametrize(
    ("browser_tests", "files", "passing_over"),
    [
        ("/w/tests/ui", ("tests/ui/test_u.py", *UNIT), [0]),
        ("/w/api/ui", ("api/ui/test_u.py", *UNIT), [1]),
        ("", UNIT, []),
        ("/elsewhere/ui", UNIT, []),
        # A suite that has nothing else keeps them.
        ("/w/tests/ui", ("tests/ui/test_u.py", "api/tests/test_b.py"), []),
        ("/w/api/ui", ("api/ui/test_u.py", "tests/test_a.py"), []),
    ],
)
def test_the_suite_around_them_passes_them_over(
    browser_tests: str, files: tuple[str, ...], passing_over: list[int]
) -> None:
    kept = without_browser_tests(
        ALL, browser_tests, folder="/w", test_files={WorkspacePath(file) for file in files}
    )
    told = [at for at, one in enumerate(kept) if one.argv[-1] == f"--ignore={browser_tests}"]
    assert told == passing_over
    assert [one.argv[:3] for one in kept] == [one.argv[:3] for one in ALL]
