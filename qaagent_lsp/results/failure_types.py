"""Exception types that tell the category of a failure, by their own names.

Names and not dotted names: ``ReadTimeout`` of httpx, requests and httpcore mean the same, and the probe's process may
hold any of them. Earlier rows win where one name stands for several.
"""

from __future__ import annotations

import re

from qaagent_lsp.model.result import Category

UNDEFINED_STEP = frozenset(
    ("StepNotImplemented", "StepNotImplementedError", "PendingStepError", "StepDefinitionNotFoundError")
)
"""Behave's (and pytest-bdd's) words for a step without code."""

_FIXTURE = ("FixtureLookupError", "ScopeMismatch", "ScopeMismatchError", *UNDEFINED_STEP)
_COLLECTION = ("ImportError", "ModuleNotFoundError", "SyntaxError", "IndentationError", "TabError")
_TIMEOUT = (
    *("TimeoutError", "Timeout", "TimeoutException", "TimeoutExpired", "DeadlineExceeded"),
    *("ReadTimeout", "ConnectTimeout", "WriteTimeout", "PoolTimeout"),
    *("ReadTimeoutError", "ConnectTimeoutError"),
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
_ASSERTION = (
    *("AssertionError", "Failed", "DocTestFailure", "MultipleDoctestFailures", "BDDAssertionError"),
    *("AssertionFailedError", "ComparisonFailure"),
)
_FLAKY = ("StaleElementReferenceException", "StaleDataError")

BY_TYPE: tuple[tuple[Category, frozenset[str]], ...] = (
    ("fixture", frozenset(_FIXTURE)),
    ("collection", frozenset(_COLLECTION)),
    ("timeout", frozenset(_TIMEOUT)),
    ("connection", frozenset(_CONNECTION)),
    ("auth", frozenset(_AUTH)),
    ("flaky", frozenset(_FLAKY)),
    ("assertion", frozenset(_ASSERTION)),
    ("data", frozenset(_DATA)),
)

BY_ENDING: tuple[tuple[Category, re.Pattern[str]], ...] = (
    ("timeout", re.compile(r"Time(?:d)?[Oo]ut(?:Error|Exception|Expired)?$")),
    ("connection", re.compile(r"Connect(?:ion|or)?(?:Refused|Reset|Closed)?Error$")),
    ("auth", re.compile(r"(?:Authentication|Authorization|Unauthorized)(?:Error|Exception)$")),
    ("assertion", re.compile(r"Assertion(?:Failed)?(?:Error|Exception)$")),
    ("data", re.compile(r"(?:Validation|Decode|NotFound)(?:Error|Exception)$")),
)
"""How the types of others are called that mean the same: ``APITimeoutError``, ``KafkaConnectionError``."""
