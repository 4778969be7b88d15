"""Which clients of tests can be made without pytest."""

from __future__ import annotations

import pytest

from qaagent_lsp.authoring.borrowed_fixtures import Borrowed, Fixture, borrowed_from
from qaagent_lsp.authoring.project_style import style_of
from qaagent_lsp.model.source import WorkspacePath

NEAR, FAR = WorkspacePath("tests/api/conftest.py"), WorkspacePath("tests/conftest.py")
CHAIN = """
@pytest.fixture
def auth(client):
    return Auth(client)

class Auth:
    def login(self, name="ada"): ...

@pytest.fixture(name="client")
def client_fixture(app):
    return app.test_client()

@pytest.fixture
def app(database):
    yield make(database)

@pytest.fixture
def database(): ...

@pytest.fixture
def unused(tmp_path): ...
"""
DATABASE, APP = Fixture("database", "database"), Fixture("app", "app", ("database",))
CLIENT = Fixture("client", "client_fixture", ("app",))


def found(*conftests: tuple[WorkspacePath, str]) -> Borrowed | None:
    return borrowed_from(conftests, style_of("flask", [text for _, text in conftests]))


def test_the_client_and_all_that_it_is_made_of() -> None:
    auth = Fixture("auth", "auth", ("client",))
    assert found((NEAR, "import pytest"), (FAR, CHAIN)) == Borrowed(
        FAR, (DATABASE, APP, CLIENT), auth, "auth.login()"
    )


def test_what_is_used_by_itself_comes_with_it() -> None:
    text = f"{CHAIN}\n@pytest.fixture(autouse=True)\ndef settings(app): ...\n"
    borrowed = found((FAR, text))
    assert borrowed is not None
    assert [one.name for one in borrowed.chain] == ["database", "app", "settings", "client"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@pytest.fixture\ndef client(tmp_path): ...",
        "@pytest.fixture\ndef client(client): ...",
        "@pytest.fixture\nasync def client(): ...",
        "@pytest.fixture\ndef client(): ...\n@pytest.fixture(autouse=True)\ndef slow(monkeypatch): ...",
    ],
)
def test_what_only_pytest_can_give(text: str) -> None:
    assert found((FAR, text)) is None


def test_fixtures_that_need_each_other() -> None:
    text = CHAIN.replace("def database(): ...", "def database(app): ...")
    assert found((NEAR, text)) is None
