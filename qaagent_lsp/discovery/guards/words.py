"""Names that say that only some may call: of dependencies, decorators, permissions, mixins, middleware."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")

_ALONE = frozenset(
    {
        "auth", "authenticate", "authenticated", "authentication", "authorize", "authorized", "authorization",
        "authorise", "authorised", "authorisation", "authenticator", "jwt", "oauth", "oauth2", "bearer", "token",
        "apikey", "permission", "permissions", "perms", "role", "roles", "rbac", "acl", "admin", "superuser", "staff",
        "credentials", "guard", "protected", "signed", "logged", "principal",
    }
)  # fmt: skip
"""Each of these words is enough."""
_WHO = frozenset(
    {"user", "login", "session", "account", "member", "owner", "key", "scope", "scopes", "signature"}
)
_ASKED = frozenset({"current", "active", "verified", "verify", "require", "required", "requires", "ensure", "check",
                    "api", "is", "only", "needs"})  # fmt: skip
"""One of ``_WHO`` with one of these: ``login_required``, ``get_current_user``, ``verify_signature``, ``api_key``."""
_NEVER = frozenset({"form", "optional", "maybe", "csrf", "anonymous", "any", "not", "exempt", "schema", "response",
                    "create", "settings", "config", "service", "repository", "repo", "dao"})  # fmt: skip
"""``OAuth2PasswordRequestForm``, ``get_current_user_optional``, ``AllowAny``, ``csrf_exempt``, ``TokenResponse``;
``get_auth_service`` gives what can ask, and does not ask."""


def words_of(name: str) -> tuple[str, ...]:
    """Take the last part of a dotted name apart, lower case: ``deps.getCurrentUser`` → get, current, user."""
    last = name.rpartition(".")[2].replace("OAuth2", "Oauth2").replace("Oauth2", "oauth_")
    return tuple(word.lower() for word in _WORD.findall(last))


def asks_who(name: str) -> bool:
    """Tell whether what is called like this lets only some callers through.

    >>> [asks_who(name) for name in ("get_current_user", "login_required", "get_db", "OAuth2PasswordRequestForm")]
    [True, True, False, False]
    """
    words = frozenset(words_of(name))
    if words == {"requires"}:  # starlette.authentication.requires
        return True
    if not words or not words.isdisjoint(_NEVER):
        return False
    return not words.isdisjoint(_ALONE) or not (words.isdisjoint(_WHO) or words.isdisjoint(_ASKED))


def asks_all(name: str) -> bool:
    """Tell whether a middleware of this name asks for every route: not where it is called after one thing.

    >>> [asks_all(name) for name in ("TokenAuthMiddleware", "PrometheusAuthMiddleware")]
    [True, False]
    """
    plain = _ALONE | _WHO | _ASKED | {"middleware", "http", "basic"}
    return asks_who(name) and plain.issuperset(words_of(name))
