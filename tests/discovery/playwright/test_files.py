from __future__ import annotations

import pytest

from qaagent_lsp.discovery.playwright.files import SpecPatterns, is_spec_file
from qaagent_lsp.model.source import WorkspacePath


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a.spec.ts", True),
        ("e2e/deep/a.test.tsx", True),
        ("a.spec.mjs", True),
        ("a.test.cts", True),
        ("a.spec.jsx", True),
        ("a.spec.d.ts", False),
        ("a.ts", False),
        ("spec.ts", False),
        ("aspec.ts", False),
        ("a.spec.py", False),
        ("node_modules/x/a.spec.ts", False),
    ],
)
def test_by_default(file: str, expected: bool) -> None:
    assert is_spec_file(WorkspacePath(file), SpecPatterns()) is expected


@pytest.mark.parametrize(
    ("pattern", "file", "expected"),
    [
        ("**/*.e2e.ts", "web/a.e2e.ts", True),
        ("*.e2e.ts", "web/a.e2e.ts", True),
        ("./e2e/*.ts", "e2e/a.ts", True),
        ("e2e/*.ts", "e2e/x/a.ts", False),
        ("**/{api,web}/*.ts", "web/a.ts", True),
        ("**/{api,web}/*.ts", "other/a.ts", False),
        ("/.*smoke.*/i", "x/SMOKE/a.ts", True),
        (r"/flaky\.spec\.ts/", "x/flaky.spec.ts", True),
        ("/(?<named>a)/", "a.ts", True),
        ("/(?<=unclosed/", "a.ts", False),
        ("**/*.[jt]s", "a.js", True),
        ("**/a?.ts", "ab.ts", True),
        ("**/+(a|b).ts", "abab.ts", True),
        ("**/*(a|b).ts", "x/.ts", True),
    ],
)
def test_patterns(pattern: str, file: str, expected: bool) -> None:
    assert is_spec_file(WorkspacePath(file), SpecPatterns(test_match=(pattern,))) is expected


def test_the_folder_and_what_is_ignored() -> None:
    patterns = SpecPatterns(WorkspacePath("web/e2e"), test_ignore=("**/old/**",))
    assert is_spec_file(WorkspacePath("web/e2e/a.spec.ts"), patterns)
    assert not is_spec_file(WorkspacePath("web/a.spec.ts"), patterns)
    assert not is_spec_file(WorkspacePath("web/e2e/old/a.spec.ts"), patterns)
