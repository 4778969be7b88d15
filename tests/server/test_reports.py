"""``qaagent.openReport``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import unquote, urlparse

from tests.server.editor import editing


async def test_the_report_of_a_run_is_opened_outside_of_the_editor(cats: Path) -> None:
    async with editing(cats) as editor:
        end = await editor.run("qaagent.runRoute", {"method": "GET", "path": "/cats/{cat_id}"})
        answer = await editor.command("qaagent.openReport", {"runId": end.runId})
        (shown,) = editor.shown_documents
    assert (shown.uri, shown.external, answer["shown"]) == (answer["uri"], True, True)
    page = Path(unquote(urlparse(answer["uri"]).path))
    assert page == Path(end.runDir) / "report.html"
    text = await asyncio.to_thread(page.read_text, encoding="utf-8")
    assert "1 of 2 tests failed." in text
