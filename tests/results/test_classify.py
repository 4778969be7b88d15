from __future__ import annotations

import pytest

from qaagent_lsp.model.result import Category
from qaagent_lsp.results.classify import When, classify, judge

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
        ("collection", "builtins.ModuleNotFoundError builtins.ImportError", "No module named 'network'"),
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


@pytest.mark.parametrize(
    ("category", "confidence", "exception", "message"),
    [
        # What the original took for something else, or for nothing.
        ("assertion", 0.95, "AssertionError", "assert requests.get(url, timeout=5).ok"),
        ("unknown", 0.3, "ValueError", "the websocket of the network settings"),
        ("connection", 0.6, "", "All connection attempts failed"),
        ("unknown", 0.3, "ValueError", "user 4010"),
        ("unknown", 0.3, "OSError", "[Errno 13] EACCES: permission denied, open '/root/x'"),
        ("fixture", 0.85, "", "fixture 'x' not found"),
        ("assertion", 0.85, "Error", "expect(received).toBe(expected)\n\nExpected: 2\nReceived: 1"),
        ("assertion", 0.85, "", "Error: expect(locator).toBeVisible() failed\n\nTimeout: 5000ms"),
        ("assertion", 0.85, "", "Object.is\n\nExpected: 2\nReceived: 1"),
        ("assertion", 0.95, "expect.toBe", "expect(received).toBe(expected) // Timeout 5000ms exceeded"),
        ("assertion", 0.85, "", "Failed: DID NOT RAISE <class 'ValueError'>"),
        ("unknown", 0.3, "TypeError", "f() missing 1 required positional argument: 'timeout'"),
        ("unknown", 0.3, "ZeroDivisionError", "division by zero"),
        ("collection", 0.95, "ImportError", "cannot import name 'network'"),
        ("collection", 0.95, "SyntaxError", "invalid syntax"),
        # Playwright and Behave.
        ("timeout", 0.95, "TimeoutError", "locator.click: Timeout 30000ms exceeded."),
        ("timeout", 0.85, "", "Test timeout of 30000ms exceeded."),
        ("timeout", 0.85, "Error", "Error: page.click: Timeout 300ms exceeded.\nCall log:"),
        ("timeout", 0.85, "", '"beforeEach" hook timeout of 30000ms exceeded.'),
        ("timeout", 0.6, "Error", "page.goto: net::ERR_CONNECTION_TIMED_OUT at http://localhost:1/"),
        ("connection", 0.6, "Error", "page.goto: net::ERR_CONNECTION_REFUSED at http://localhost:1/"),
        ("connection", 0.6, "Error", "apiRequestContext.get: connect ECONNREFUSED 127.0.0.1:1"),
        ("data", 0.6, "TypeError", "Cannot read properties of undefined (reading 'id')"),
        ("collection", 0.85, "Error", "Error: Cannot find module './pets'"),
        ("fixture", 0.95, "StepNotImplemented", "undefined step: Given a pet"),
        ("crash", 0.85, "", "worker 'gw0' crashed while running 't.py::test_a'"),
        # Types of others, by how they are called.
        ("timeout", 0.9, "openai.APITimeoutError", "x"),
        ("connection", 0.9, "KafkaConnectionError", "x"),
        ("assertion", 0.9, "SoftAssertionError", "x"),
        # A base is a little weaker than the type itself, a status that was compared weaker still.
        ("auth", 0.85, "AssertionError", COMPARED.format(status=401)),
        ("data", 0.85, "HTTPError", "404 Client Error: Not Found for url: /pets"),
    ],
)
def test_how_sure_a_category_is(category: Category, confidence: float, exception: str, message: str) -> None:
    judged = judge(message=message, exception=exception)
    assert (judged.category, judged.confidence) == (category, confidence)


def test_a_base_tells_less_than_the_type() -> None:
    judged = judge(message="x", exception="Down", ancestors=("app.Down", "builtins.ConnectionError"))
    assert (judged.category, judged.confidence) == ("connection", 0.9)
    assert judged.reason == "Down is a kind of ConnectionError"


@pytest.mark.parametrize("when", ["setup", "teardown"])
def test_what_breaks_around_a_test_and_tells_nothing_else_is_a_fixture(when: When) -> None:
    judged = judge(message="division by zero", exception="ZeroDivisionError", when=when)
    assert (judged.category, judged.confidence) == ("fixture", 0.7)
