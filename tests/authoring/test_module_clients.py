"""Which module lends its client to new tests."""

from __future__ import annotations

import pytest

from qaagent_lsp.authoring.module_clients import ModuleClient, module_client
from qaagent_lsp.model.source import WorkspacePath

OVERRIDES = """\
app.dependency_overrides[get_db] = override_get_db
api = TestClient(app)
"""


def test_a_client_whose_app_is_overridden_is_lent() -> None:
    file = WorkspacePath("tests/test_main.py")
    found = module_client({file: OVERRIDES}, {file})
    assert found == ModuleClient("test_main", "api")
    assert found.imported() == ("test_main", "")
    assert found.fixture() == "@pytest.fixture\ndef client():\n    return test_main.api\n"
    inside = module_client({file: OVERRIDES}, {file, WorkspacePath("tests/__init__.py")})
    assert inside is not None
    assert inside.imported() == ("tests", "test_main")


@pytest.mark.parametrize(
    "text",
    ["client = TestClient(app)\n", "app.dependency_overrides[a] = b\n", "dependency_overrides = (", ""],
)
def test_other_modules_lend_none(text: str) -> None:
    assert module_client({WorkspacePath("test_a.py"): text}, ()) is None
