"""How a project tests already is read from its conftest files."""

from __future__ import annotations

from qaagent_lsp.authoring.project_style import Caller, ProjectStyle, SignIn, caller_of, style_of, width_in

FLASKR = """
class AuthActions:
    def __init__(self, client): self._client = client
    def login(self, username="test", password="test"): ...
    def logout(self): ...

@pytest.fixture
def app(): ...

@pytest.fixture
def client(app):
    return app.test_client()

@pytest.fixture
def auth(client):
    return AuthActions(client)
"""


def test_a_client_and_whoever_signs_in() -> None:
    assert style_of("flask", [FLASKR]) == ProjectStyle(
        "flask", "client", app_fixture=True, sign_in=SignIn("call", "auth", "auth.login()")
    )


def test_nothing_is_made_up() -> None:
    assert style_of("httpx", []) == ProjectStyle("httpx")
    assert style_of("httpx", ["def ("]) == ProjectStyle("httpx")


def test_a_fixture_is_asked_for_by_the_name_that_it_is_given() -> None:
    conftest = '@pytest.fixture(name="client")\ndef client_fixture(session):\n    yield TestClient(app)\n'
    assert style_of("httpx", [conftest]).client == "client"


def test_clients_that_are_awaited_need_a_mark() -> None:
    conftest = "@pytest.fixture\nasync def client():\n    async with AsyncClient() as c:\n        yield c\n"
    assert (
        style_of("httpx", [conftest], ["@pytest.mark.anyio\nasync def test(): ..."]).mark
        == "pytest.mark.anyio"
    )
    assert style_of("httpx", [conftest], plugins=["pytest-asyncio"]).mark == "pytest.mark.asyncio"
    assert style_of("httpx", [conftest]).is_async


def test_django_has_a_client_where_its_plugin_is_there() -> None:
    found = style_of("django", [], plugins=["pytest-django"])
    assert (found.client, found.mark) == ("client", "pytest.mark.django_db")
    assert style_of("django", []).client == ""


def test_the_client_of_a_rest_framework_is_told_from_djangos() -> None:
    conftest = "@pytest.fixture\ndef api_client():\n    return APIClient()\n"
    found = style_of("django", [conftest], plugins=["pytest-django"])
    assert (found.kind, found.client) == ("drf", "api_client")


def test_clients_and_headers_of_a_user() -> None:
    client = "@pytest.fixture\ndef client(): ...\n@pytest.fixture\ndef auth_client(): ...\n"
    headers = "@pytest.fixture\ndef client(): ...\n@pytest.fixture\ndef superuser_token_headers(): ...\n"
    assert style_of("httpx", [client]).sign_in == SignIn("client", "auth_client")
    assert style_of("httpx", [headers]).sign_in == SignIn("headers", "superuser_token_headers")


def test_a_client_is_known_by_what_its_fixture_gives() -> None:
    conftest = """
@pytest.fixture
def api(user):
    client = APIClient()
    client.force_authenticate(user)
    return client
"""
    signed_in = style_of("django", [conftest], plugins=["pytest-django"])
    assert (signed_in.kind, signed_in.client, signed_in.sign_in) == ("drf", "", SignIn("client", "api"))
    anybody = style_of("httpx", ["@pytest.fixture\ndef http():\n    yield TestClient(app)\n"])
    assert (anybody.client, anybody.sign_in) == ("http", None)


def test_the_nearest_conftest_counts() -> None:
    near = "@pytest.fixture\ndef client():\n    return APIClient()\n"
    far = "@pytest.fixture\ndef client():\n    return Client()\n"
    assert style_of("django", [near, far]).kind == "drf"
    assert style_of("django", [far, near]).kind == "django"


def test_the_longest_line_is_the_formatters() -> None:
    assert width_in("[tool.ruff]\nline-length = 110\n") == 110
    assert width_in("[tool.black]\nline_length=79\n") == 79
    assert width_in("[tool.other]\n") == width_in("line-length = 9000\n") == 88


def test_who_calls() -> None:
    assert caller_of(None, "client") == Caller("client", ("client",))
    assert caller_of(SignIn("client", "user_client"), "client") == Caller("user_client", ("user_client",))
    called = SignIn("call", "auth", "auth.login()")
    assert caller_of(called, "client") == Caller("client", ("client", "auth"), "auth.login()")
    proven = SignIn("headers", "auth_headers")
    assert caller_of(proven, "client") == Caller("client", ("client", "auth_headers"), headers="auth_headers")
