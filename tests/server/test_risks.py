"""The risk of routes, kept for hovers."""

from __future__ import annotations

import sys
from pathlib import Path

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.server.risks import Risks
from qaagent_lsp.session.compose import open_session
from qaagent_lsp.session.watching import Unwatched

APP = "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.post('/pets')\ndef pets():\n    return 1\n"


async def test_what_was_known_is_told_until_it_is_known_anew(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    session = open_session(
        folder, Settings(python=sys.executable), Unwatched(), runs_dir=str(tmp_path / "runs")
    )
    risks = Risks(session)
    try:
        await session.start()
        route = session.snapshot.routes[0]
        await risks.known()
        await risks.settled()  # a slow machine: the first question gave up waiting
        risk_of = await risks.known()
        risk = risk_of(route)
        assert risk is not None
        assert (risk.band, risk.reason) == ("P1", "changes data without auth; no tests")
        await session.buffer_changed(
            WorkspacePath("app.py"), APP.replace("post", "get").replace("/pets", "/cats")
        )
        changed = session.snapshot.routes[0]
        assert (await risks.known())(route) is risk
        await risks.settled()
        known = await risks.known()
        assert (known(route), known(changed) is not None) == (None, True)
    finally:
        await risks.aclose()
        await session.aclose()
