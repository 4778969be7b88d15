"""A plan in real VS Code: chosen from the palette, followed step by step, its findings on the handlers."""

from __future__ import annotations

import shutil
import socket
import sys
from pathlib import Path

from tests.e2e.editors import play, vs_code
from tests.tools.grounds import PLANTED
from tests.tools.shop import python


def test_a_plan_is_chosen_followed_and_its_findings_stand_on_the_handlers(tmp_path: Path) -> None:
    project = Path(shutil.copytree(PLANTED, tmp_path / "shop"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (project / ".qaagent.yaml").write_text(
        "project: {name: shop}\n"
        f"app:\n  dev:\n    base_url: http://127.0.0.1:{port}\n    health_endpoint: /health\n"
        f"    start_command: {python()} -m uvicorn shop.main:app --port {port}\n"
        "tools: {schemathesis: {max_examples: 40}, perf: {enabled: false}}\n"
    )
    home = tmp_path / "home"
    home.mkdir()
    settings = {
        "qaagent.server.path": str(Path(sys.executable).with_name("qaagent-lsp")),
        "qaagent.python": str(python()),
        "qaagent.untestedRoutes": "off",
        "problems.defaultViewMode": "table",
    }
    with vs_code(home, settings=settings, env={"QAAGENT_RUNS_DIR": str(tmp_path / "runs")}) as code:
        seen = play("plan.mjs", code, folder=str(project), file="shop/main.py")

    assert seen["before"] == 0
    assert "/7 " in seen["progress"]
    rows = ["".join(row.split()) for row in seen["problems"]]
    assert any("schemathesis:" in row and "not_a_server_error" in row for row in rows), rows
    assert all("main.py" in row for row in rows), rows
