from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

import pytest

from qaagent_lsp.host.model_endpoint import ModelChoice, ModelEndpoint
from qaagent_lsp.model.diagnosis import ModelAnswer, ModelSilence, SilenceKind
from qaagent_lsp.results.diagnosing import diagnose_case
from qaagent_lsp.runs.refinement import Limits, refine_all
from tests.host.little_server import free_port
from tests.host.model_server import ModelServer, completion, model_server
from tests.results.failing import failing


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as started:
        yield started


def endpoint(
    base_url: str | None, environment: Mapping[str, str] | None = None, seconds: float = 10
) -> ModelEndpoint:
    return ModelEndpoint(ModelChoice("ollama", "small", base_url, "MY_KEY", seconds), environment or {})


async def test_a_model_answers(server: ModelServer) -> None:
    server.says("because")
    assert await endpoint(server.base_url).refine("why?") == ModelAnswer("because")
    (asked,) = server.asked
    assert asked.startswith("/v1/chat/completions\n")
    assert '"content":"why?"' in asked.replace(": ", ":")
    assert '"model":"small"' in asked.replace(": ", ":")


async def test_the_key_is_that_of_the_named_variable(server: ModelServer) -> None:
    server.says("x")
    await endpoint(server.base_url, {"MY_KEY": "k-1", "OPENAI_API_KEY": "k-2"}).refine("why?")
    assert "Bearer k-1" in server.asked[0]
    assert "k-2" not in server.asked[0]


@pytest.mark.parametrize(
    ("kind", "status", "body", "content_type"),
    [
        ("refused", 500, b'{"error": {"message": "broken"}}', "application/json"),
        ("refused", 401, b"no", "text/plain"),
        ("refused", 429, b"", "application/json"),
        ("refused", 302, b"", "application/json"),
        ("unusable-answer", 200, b"<html>hello</html>", "text/html"),
        ("unusable-answer", 200, b"{not json", "application/json"),
        ("unusable-answer", 200, b"", "application/json"),
        ("unusable-answer", 200, b"[]", "application/json"),
        ("unusable-answer", 200, b'{"choices": []}', "application/json"),
        ("unusable-answer", 200, b'{"choices": "x"}', "application/json"),
        ("unusable-answer", 200, b'{"choices": null}', "application/json"),
        ("unusable-answer", 200, completion(None), "application/json"),
        ("unusable-answer", 200, completion(" "), "application/json"),
    ],
)
async def test_what_is_no_answer_is_told_in_words(
    server: ModelServer, kind: SilenceKind, status: int, body: bytes, content_type: str
) -> None:
    server.status, server.body, server.content_type = status, body, content_type
    server.location = f"{server.base_url}/elsewhere" if status == 302 else ""
    answer = await endpoint(server.base_url).refine("why?")
    assert isinstance(answer, ModelSilence)
    assert (answer.kind, answer.is_lasting) == (kind, False)
    assert f"127.0.0.1:{server.server_port}" in answer.reason
    assert len(server.asked) == 1


async def test_a_model_that_hangs_is_left_in_time(server: ModelServer) -> None:
    server.body = None
    model = endpoint(server.base_url, seconds=0.5)
    async with asyncio.timeout(5):
        answer = await model.refine("why?")
    assert answer == ModelSilence("timeout", "small did not answer within 0.5 s")


async def test_nobody_is_there() -> None:
    port = free_port()
    answer = await endpoint(f"http://127.0.0.1:{port}/v1").refine("why?")
    assert isinstance(answer, ModelSilence)
    assert (answer.kind, answer.is_lasting) == ("unreachable", True)


async def test_a_proxy_has_no_part_in_what_stays_here(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    server.says("because")
    assert await endpoint(server.base_url).refine("why?") == ModelAnswer("because")


async def test_without_the_package_the_reason_says_what_to_install() -> None:
    model = ModelEndpoint(ModelChoice("ollama", "small"), {}, package="no_such_package_of_openai")
    answer = await model.refine("why?")
    assert isinstance(answer, ModelSilence)
    assert answer.kind == "package-missing"
    assert "qaagent-lsp[llm]" in answer.reason


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (ModelChoice("openai", "m"), "OPENAI_API_KEY holds no key"),
        (ModelChoice("openai", "m", None, "MINE"), "MINE holds no key"),
        (ModelChoice("somebody", "m"), "somebody needs a base_url"),
    ],
)
async def test_what_is_not_configured_is_not_asked(choice: ModelChoice, words: str) -> None:
    answer = await ModelEndpoint(choice, {}).refine("why?")
    assert isinstance(answer, ModelSilence)
    assert answer.kind == "not-configured"
    assert words in answer.reason


async def test_no_secret_of_a_failure_arrives(server: ModelServer) -> None:
    server.says('{"root_cause": "The login is wrong.", "suggestion": "Log in."}')
    case = failing(
        "AssertionError",
        "assert 401 == 200: Authorization: Bearer hunter2hunter2",
        text="client = login('ada@example.test', password='hunter2hunter2')\nurl = 'http://ada:hunter2hunter2@db/'\n"
        "E  swordfish\n-----BEGIN PRIVATE KEY-----\nhunter2hunter2\n-----END PRIVATE KEY-----",
        test="tests/test_a.py::test_a[swordfish]",
    )
    key = (case.suite, case.id)
    rules = diagnose_case(case)
    refined, notes = await refine_all(
        {key: rules}, [case], endpoint(server.base_url), ["swordfish"], Limits(each=10, seconds=10)
    )
    (asked,) = server.asked
    for secret in ("hunter2", "swordfish", "ada@"):
        assert secret not in asked
        assert secret not in refined[key].sent
    assert refined[key].diagnosis.root_cause == "The login is wrong."
    assert notes == ()
