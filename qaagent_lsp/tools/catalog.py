"""All inline tools, in the order in which they run."""

from __future__ import annotations

from qaagent_lsp.tools.a11y import A11yTool
from qaagent_lsp.tools.ground import InlineTool
from qaagent_lsp.tools.lighthouse import LighthouseTool
from qaagent_lsp.tools.perf import PerfTool
from qaagent_lsp.tools.schemathesis import SchemathesisTool
from qaagent_lsp.tools.ui import UiTool

CATALOG: tuple[InlineTool, ...] = (SchemathesisTool(), UiTool(), A11yTool(), LighthouseTool(), PerfTool())
