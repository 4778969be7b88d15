"""A plan in real VS Code: chosen from the palette, followed step by step, its findings on the handlers."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.editors import play, with_our_server
from tests.tools.shop import python, served_shop


def test_a_plan_is_chosen_followed_and_its_findings_stand_on_the_handlers(tmp_path: Path) -> None:
    tools = "{schemathesis: {max_examples: 40}, perf: {enabled: false}}"
    project = served_shop(tmp_path / "shop", tools)
    settings = {
        "qaagent.python": str(python()),
        "qaagent.untestedRoutes": "off",
        "problems.defaultViewMode": "table",
    }
    with with_our_server(tmp_path, settings) as code:
        seen = play("plan.mjs", code, folder=str(project), file="shop/main.py")

    assert seen["before"] == 0
    assert "/7 " in seen["progress"]
    rows = ["".join(row.split()) for row in seen["problems"]]
    assert any("schemathesis:" in row and "not_a_server_error" in row for row in rows), rows
    assert all("main.py" in row for row in rows), rows
