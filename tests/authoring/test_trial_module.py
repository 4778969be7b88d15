"""The module that makes trials has the fixtures of the tests to come."""

from __future__ import annotations

from qaagent_lsp.authoring.file_head import head_of
from qaagent_lsp.authoring.project_style import ProjectStyle, SignIn
from qaagent_lsp.authoring.trial_module import trial_source
from qaagent_lsp.model.brief import RequestBrief
from qaagent_lsp.model.trial import Trial

ONE = Trial((RequestBrief("GET", "/"),))
USER = Trial((RequestBrief("GET", "/"),), signed_in=True)


def test_each_trial_is_a_test() -> None:
    style = ProjectStyle("httpx", sign_in=SignIn("call", "auth", "auth.login()"))
    assert trial_source([ONE, USER], style, head_of(style, "fastapi", "app:app")) == (
        "import pytest\nfrom fastapi.testclient import TestClient\n\nfrom app import app\n\n"
        "@pytest.fixture\ndef client():\n    with TestClient(app) as client:\n        yield client\n\n\n"
        "def test_0(client):\n    qaagent_try(0, client)\n\n"
        "def test_1(client, auth):\n    auth.login()\n    qaagent_try(1, client)\n"
    )


def test_clients_of_a_user_and_clients_that_are_awaited() -> None:
    style = ProjectStyle("httpx", "client", sign_in=SignIn("client", "user_client"), is_async=True, mark="m")
    assert trial_source([USER], style, head_of(style, "fastapi", None)).endswith(
        "@m\nasync def test_0(user_client):\n    await qaagent_try_async(0, user_client)\n"
    )
    headers = ProjectStyle("httpx", "client", sign_in=SignIn("headers", "token_headers"))
    assert "qaagent_try(0, client, token_headers)" in trial_source(
        [USER], headers, head_of(headers, "fastapi", None)
    )
