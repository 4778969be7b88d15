from __future__ import annotations

import pytest

from qaagent_lsp.discovery.guards.words import asks_all, asks_who, words_of


@pytest.mark.parametrize(
    "name",
    [
        "get_current_user",
        "deps.get_current_active_superuser",
        "login_required",
        "LoginRequiredMixin",
        "jwt_required",
        "verify_token",
        "get_api_key",
        "oauth2_scheme",
        "staff_member_required",
        "permission_required",
        "IsAuthenticatedOrReadOnly",
        "IsAdminUser",
        "requires",
        "RoleChecker",
        "requireAuth",
        "verify_signature",
        "CurrentUser",
    ],
)
def test_names_that_let_only_some_through(name: str) -> None:
    assert asks_who(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "get_db",
        "SessionDep",
        "get_session",
        "get_user",
        "OAuth2PasswordRequestForm",
        "get_current_user_optional",
        "AllowAny",
        "csrf_exempt",
        "TokenResponse",
        "get_auth_service",
        "RoleRepository",
        "pagination",
        "key",
    ],
)
def test_names_that_let_everybody_through(name: str) -> None:
    assert not asks_who(name)


def test_words_of_a_name() -> None:
    assert words_of("deps.getCurrentUser") == ("get", "current", "user")


def test_a_middleware_for_one_thing_does_not_ask_for_all() -> None:
    assert [
        asks_all(name) for name in ("AuthMiddleware", "x.JWTAuthMiddleware", "PrometheusAuthMiddleware")
    ] == [
        True,
        True,
        False,
    ]
