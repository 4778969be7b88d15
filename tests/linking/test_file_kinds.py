from __future__ import annotations

import pytest

from qaagent_lsp.linking.file_kinds import is_document, is_script
from qaagent_lsp.model.source import WorkspacePath


@pytest.mark.parametrize(
    ("file", "document", "script"),
    [
        ("README.md", True, False),
        ("docs/guide.RST", True, False),
        ("docs/logo.png", True, False),
        ("LICENSE", True, False),
        (".gitignore", True, False),
        ("tests/.gitignore", True, False),
        ("tests/data/page.md", False, False),
        ("shop/templates/mail.md", False, False),
        ("shop/templates/mail.html", False, False),
        ("requirements.txt", False, False),
        ("schema.sql", False, False),
        ("pytest.ini", False, False),
        (".env", False, False),
        ("e2e/pages/login.ts", False, True),
        ("e2e/package.json", False, True),
        ("tsconfig.base.json", False, True),
        ("playwright.config.mts", False, True),
        ("data.json", False, False),
        ("my-package.json", False, False),
    ],
)
def test_kinds(file: str, document: bool, script: bool) -> None:
    path = WorkspacePath(file)
    assert (is_document(path), is_script(path)) == (document, script)
