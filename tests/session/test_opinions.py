"""A model's second opinion: asked after the run, kept beside the rules' words, and nothing secret sent."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope import AllScope
from qaagent_lsp.model.test import TestId
from qaagent_lsp.session.compose import open_session
from qaagent_lsp.session.opinions import Opinions
from qaagent_lsp.session.watching import Unwatched

ANSWER = {
    "root_cause": "The sum is wrong.",
    "suggestion": "Count again.",
    "category": "data",
    "fault": "handler",
    "confidence": 0.7,
}


class Endpoint(BaseHTTPRequestHandler):
    asked: list[dict[str, Any]]

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        message = {"role": "assistant", "content": json.dumps(ANSWER)}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        body = json.dumps(
            {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        )
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def model() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    asked: list[dict[str, Any]] = []
    handler = type("Asked", (Endpoint,), {"asked": asked})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
        server.shutdown()
        thread.join()


async def run(tmp_path: Path, llm: str, test: str) -> tuple[RunResult, Opinions, dict[TestId, str]]:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / ".qaagent.yaml").write_text(f"project:\n  name: shop\nllm: {llm}\n")
    (folder / "test_it.py").write_text(test)
    session = open_session(
        folder, Settings(python=sys.executable), Unwatched(), runs_dir=str(tmp_path / "runs")
    )
    try:
        await session.start()
        ticket = await session.run(AllScope())
        result = await session.wait(ticket.run_id)
        opinions = await session.opinions(ticket.run_id)
        shown = {test: said.diagnosis.root_cause for test, said in session.snapshot.opinions.items()}
        return result, opinions, shown
    finally:
        await session.aclose()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("SHOP_TOKEN", "very-secret-value")


NOBODY = "{enabled: true, provider: other, model: m, base_url: 'http://127.0.0.1:9/v1'}"
FAILING = "import os\ndef test_sum(): assert os.environ['SHOP_TOKEN'] == 'x' and 1 + 1 == 3\n"


async def test_an_opinion_stands_beside_the_rules_words(
    tmp_path: Path, model: tuple[str, list[dict[str, Any]]]
) -> None:
    url, asked = model
    llm = f"{{enabled: true, provider: other, model: small, base_url: '{url}'}}"
    result, opinions, shown = await run(tmp_path, llm, FAILING)
    (said,) = opinions.said.values()
    assert (said.model, said.diagnosis.root_cause, said.diagnosis.fault) == (
        "small",
        "The sum is wrong.",
        "handler",
    )
    assert shown == {"test_it.py::test_sum": "The sum is wrong."}
    (record,) = json.loads((Path(result.run_dir) / "evidence" / "diagnostics.json").read_text())
    assert record["category"] == "assertion"
    assert record["refined"]["suggestion"] == "Count again."
    assert record["refined"]["sent"] == asked[0]["messages"][0]["content"]
    assert "very-secret-value" not in json.dumps(asked)
    assert result.status == "failed"


@pytest.mark.parametrize(
    ("llm", "test", "note"),
    [
        ("{enabled: false}", FAILING, ""),
        (NOBODY, FAILING, "no second opinion of m"),
        (NOBODY, "def test_a(): pass\n", ""),
    ],
)  # fmt: skip
async def test_without_a_model_the_rules_stand_alone(tmp_path: Path, llm: str, test: str, note: str) -> None:
    result, opinions, shown = await run(tmp_path, llm, test)
    assert opinions.said == {}
    assert shown == {}
    assert note in "".join(opinions.notes)
    assert result.counts.total == 1
