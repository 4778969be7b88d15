from __future__ import annotations

from qaagent_lsp.model.tool import TOOLS
from qaagent_lsp.tools.catalog import CATALOG


def test_tools_stand_in_the_order_in_which_they_run() -> None:
    names = [tool.name for tool in CATALOG]
    assert names == [name for name in TOOLS if name in names]
