"""What kind of failure it is: the exception's type first, then where it happened, its text last."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from qaagent_lsp.model.result import Category

When = Literal["collect", "setup", "call", "teardown"]

_TIMEOUT = (
    *("TimeoutError", "Timeout", "TimeoutException", "TimeoutExpired", "DeadlineExceeded"),
    *(
        "ReadTimeout",
        "ConnectTimeout",
        "WriteTimeout",
        "PoolTimeout",
        "ReadTimeoutError",
        "ConnectTimeoutError",
    ),
)
_CONNECTION = (
    *("ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "ConnectionAbortedError"),
    *("BrokenPipeError", "gaierror", "herror", "RemoteDisconnected", "IncompleteRead", "URLError"),
    *("ConnectError", "NetworkError", "ReadError", "WriteError", "RemoteProtocolError", "ProxyError"),
    *("NewConnectionError", "NameResolutionError", "MaxRetryError", "SSLError", "SSLCertVerificationError"),
    *("ClientConnectorError", "ClientConnectionError", "ServerDisconnectedError"),
)
_AUTH = (
    *("AuthenticationFailed", "NotAuthenticated", "PermissionDenied", "Unauthorized", "Forbidden"),
    *("AuthenticationError", "AuthorizationError"),
    *("InvalidTokenError", "ExpiredSignatureError", "InvalidSignatureError"),
)
_DATA = (
    *("KeyError", "IndexError", "LookupError", "JSONDecodeError", "UnicodeDecodeError", "UnicodeEncodeError"),
    *("ValidationError", "RequestValidationError", "ResponseValidationError"),
    *("DoesNotExist", "NoResultFound", "NotFound", "IntegrityError", "DataError"),
)
_ASSERTION = ("AssertionError", "Failed", "DocTestFailure", "MultipleDoctestFailures", "BDDAssertionError")
_FLAKY = ("StaleElementReferenceException", "StaleDataError")
_FIXTURE = ("FixtureLookupError", "ScopeMismatch")

_BY_TYPE: tuple[tuple[Category, frozenset[str]], ...] = (
    ("fixture", frozenset(_FIXTURE)),
    ("timeout", frozenset(_TIMEOUT)),
    ("connection", frozenset(_CONNECTION)),
    ("auth", frozenset(_AUTH)),
    ("flaky", frozenset(_FLAKY)),
    ("assertion", frozenset(_ASSERTION)),
    ("data", frozenset(_DATA)),
)

# pytest explains `assert response.status_code == 200` as "where 401 = <Response ...>.status_code". Only that, never
# a bare number, is evidence of a status: 14031 is not 403.
_STATUS = re.compile(r"\bwhere (?P<status>[1-5]\d\d) = .*\.(?:status_code|status)\b")
_HTTP_ERROR = re.compile(
    r"(?:Client|Server) error '(?P<httpx>[45]\d\d) |^(?:\S*HTTPError: )?(?P<requests>[45]\d\d) (?:Client|Server) Error"
)
_PYTEST_TIMEOUT = re.compile(r"^(?:Failed: )?Timeout\b.*>\s*[\d.]+\s*s")
_TEXT: tuple[tuple[Category, re.Pattern[str]], ...] = (
    ("timeout", re.compile(r"\b(?:timed out|deadline exceeded)\b", re.IGNORECASE)),
    (
        "connection",
        re.compile(
            r"\bECONN(?:REFUSED|RESET)\b|\bconnection (?:refused|reset|aborted)\b|\bconnection attempts failed\b",
            re.IGNORECASE,
        ),
    ),
    ("data", re.compile(r"'NoneType' object (?:has no attribute|is not)")),
    (
        "auth",
        re.compile(
            r"^(?:\S+: )?(?:unauthorized|forbidden|authentication (?:failed|required))\b", re.IGNORECASE
        ),
    ),
)


def classify(
    *, message: str, exception: str = "", ancestors: Iterable[str] = (), when: When = "call"
) -> Category:
    """Name the category of a failure.

    ``exception`` is the type's name, ``ancestors`` dotted names of the type and its bases, nearest first. A failed
    assertion stays an assertion whatever words its values hold; only a compared HTTP status moves it to ``auth`` or
    ``data``. What breaks while a file is collected is ``collection``.
    """
    if when == "collect":
        return "collection"
    names = [name.rpartition(".")[2] for name in ancestors] or [exception]
    if _PYTEST_TIMEOUT.match(message):
        return "timeout"
    for name in names:
        for category, types in _BY_TYPE:
            if name in types:
                return _of_status(message) or category if category == "assertion" else category
    by_status = _of_status(message)
    if by_status is not None:
        return by_status
    first = message.partition("\n")[0]
    return next((category for category, pattern in _TEXT if pattern.search(first)), "unknown")


def _of_status(message: str) -> Category | None:
    match = _STATUS.search(message) or _HTTP_ERROR.search(message)
    if match is None:
        return None
    status = next(value for value in match.groups() if value)
    if status in ("401", "403", "407"):
        return "auth"
    if status in ("400", "404", "409", "410", "422"):
        return "data"
    if status in ("408", "504"):
        return "timeout"
    return "connection" if status in ("502", "503") else None
