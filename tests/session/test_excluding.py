from __future__ import annotations

import pytest

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.conventions import conventions_of
from qaagent_lsp.session.excluding import is_left_out


def config(*paths: str) -> str:
    return f"project: {{name: x}}\nexclude:\n  paths: {list(paths)}\n"


@pytest.mark.parametrize(
    ("configs", "file", "expected"),
    [
        ({}, "app.py", False),
        ({".qaagent.yaml": config("legacy/")}, "legacy/app.py", True),
        ({".qaagent.yaml": config("legacy/")}, "app.py", False),
        ({".qaagent.yaml": config("*.py", "!app.py")}, "app.py", False),
        ({".qaagent.yaml": config("*.py", "!app.py")}, "deep/views.py", True),
        ({"backend/.qaagent.yaml": config("/old.py")}, "backend/old.py", True),
        ({"backend/.qaagent.yaml": config("/old.py")}, "old.py", False),
        ({"backend/.qaagent.yaml": config("/old.py")}, "backend/deep/old.py", False),
        ({".qaagent.yaml": config("!", "legacy/")}, "legacy/app.py", True),
        ({".qaagent.yaml": "project: {name: x}\n"}, "legacy/app.py", False),
    ],
)
def test_files_that_a_configuration_leaves_out(configs: dict[str, str], file: str, expected: bool) -> None:
    conventions = conventions_of({WorkspacePath(name): text for name, text in configs.items()}, (), ())
    assert is_left_out(WorkspacePath(file), conventions) is expected
