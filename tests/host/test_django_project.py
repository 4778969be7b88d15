"""Behave through Django's own command."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.host.django_project import manages_behave


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, False),
        ({"manage.py": ""}, False),
        ({"manage.py": "", "shop/settings.py": "INSTALLED_APPS = ['behave_django']"}, True),
        ({"manage.py": "", "shop/settings/test.py": "INSTALLED_APPS += ['behave_django']"}, True),
        ({"manage.py": "", "shop/settings.py": "INSTALLED_APPS = []"}, False),
        ({"shop/settings.py": "INSTALLED_APPS = ['behave_django']"}, False),
    ],
)
def test_it_is_told_by_the_settings(tmp_path: Path, files: dict[str, str], expected: bool) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert manages_behave(tmp_path) is expected
