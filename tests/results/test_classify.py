from __future__ import annotations

import pytest

from qaagent_lsp.model.result import Category
from qaagent_lsp.results.classify import When, classify

COMPARED = "assert {status} == 200\n +  where {status} = <Response [{status} X]>.status_code"


@pytest.mark.parametrize(
    ("category", "ancestors", "message"),
    [
        ("assertion", "builtins.AssertionError", "assert 1 == 2"),
        ("assertion", "builtins.AssertionError", "assert requests.get(url, timeout=5).ok"),
        ("assertion", "builtins.AssertionError", "assert 'network settings' == 'websocket'"),
        ("assertion", "builtins.AssertionError", "assert 14031 == 2"),
        ("assertion", "builtins.AssertionError", "assert 'user 4010' in names"),
        ("assertion", "builtins.AssertionError", "assert None is not None"),
        ("assertion", "builtins.AssertionError", COMPARED.format(status=500)),
        ("assertion", "builtins.AssertionError", COMPARED.format(status=200)),
        ("auth", "builtins.AssertionError", COMPARED.format(status=401)),
        ("auth", "builtins.AssertionError", COMPARED.format(status=403)),
        ("data", "builtins.AssertionError", COMPARED.format(status=404)),
        ("data", "builtins.AssertionError", COMPARED.format(status=422)),
        ("assertion", "_pytest.outcomes.Failed _pytest.outcomes.OutcomeException", "Failed: DID NOT RAISE"),
        ("timeout", "_pytest.outcomes.Failed", "Failed: Timeout (>1.0s) from pytest-timeout."),
        ("timeout", "builtins.TimeoutError builtins.OSError", ""),
        ("timeout", "httpx.ReadTimeout httpx.TimeoutException httpx.TransportError", "timed out"),
        ("timeout", "requests.exceptions.ConnectTimeout requests.exceptions.ConnectionError", ""),
        ("timeout", "subprocess.TimeoutExpired subprocess.SubprocessError", "Command 'x' timed out"),
        (
            "connection",
            "builtins.ConnectionRefusedError builtins.ConnectionError builtins.OSError",
            "[Errno 111]",
        ),
        ("connection", "httpx.ConnectError httpx.NetworkError", "All connection attempts failed"),
        ("connection", "requests.exceptions.ConnectionError requests.exceptions.RequestException", ""),
        ("connection", "urllib.error.URLError builtins.OSError", "<urlopen error [Errno 111]>"),
        (
            "auth",
            "jwt.exceptions.ExpiredSignatureError jwt.exceptions.InvalidTokenError",
            "Signature has expired",
        ),
        (
            "auth",
            "httpx.HTTPStatusError httpx.HTTPError",
            "Client error '401 Unauthorized' for url 'http://x'",
        ),
        ("auth", "requests.exceptions.HTTPError", "403 Client Error: Forbidden for url: http://x"),
        ("data", "httpx.HTTPStatusError httpx.HTTPError", "Client error '404 Not Found' for url 'http://x'"),
        ("unknown", "builtins.PermissionError builtins.OSError", "[Errno 13] Permission denied: '/root/x'"),
        ("data", "builtins.KeyError builtins.LookupError", "'pet_id'"),
        ("data", "json.decoder.JSONDecodeError builtins.ValueError", "Expecting value"),
        ("data", "pydantic_core._pydantic_core.ValidationError builtins.ValueError", "1 validation error"),
        ("data", "app.models.Pet.DoesNotExist django.core.exceptions.ObjectDoesNotExist", ""),
        ("data", "builtins.AttributeError", "'NoneType' object has no attribute 'id'"),
        ("unknown", "builtins.AttributeError", "'Pet' object has no attribute 'idd'"),
        ("unknown", "builtins.TypeError", "f() missing 1 required positional argument: 'x'"),
        ("unknown", "builtins.ZeroDivisionError builtins.ArithmeticError", "division by zero"),
        ("unknown", "builtins.ModuleNotFoundError builtins.ImportError", "No module named 'network'"),
        ("fixture", "_pytest.fixtures.FixtureLookupError builtins.LookupError", "fixture 'x' not found"),
        ("flaky", "selenium.common.exceptions.StaleElementReferenceException", "stale element reference"),
        (
            "timeout",
            "playwright._impl._errors.TimeoutError playwright._impl._errors.Error",
            "Timeout 30000ms",
        ),
        ("unknown", "", "[XPASS(strict)] fixed"),
        ("unknown", "", ""),
    ],
)
def test_category(category: Category, ancestors: str, message: str) -> None:
    names = ancestors.split()
    exception = names[0].rpartition(".")[2] if names else ""
    assert classify(message=message, exception=exception, ancestors=names) == category


@pytest.mark.parametrize(
    ("when", "category"), [("collect", "collection"), ("setup", "data"), ("call", "data")]
)
def test_what_breaks_while_collecting_is_collection(when: When, category: Category) -> None:
    assert classify(message="'x'", exception="KeyError", when=when) == category
