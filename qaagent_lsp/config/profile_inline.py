"""``tools``: the inline tools of ``plan-run``."""

from __future__ import annotations

from pydantic import Field

from qaagent_lsp.config.section import Seconds, Section


class InlineTool(Section):
    """What all inline tools have."""

    enabled: bool = True
    """Whether `plan-run` starts the tool when none is named."""

    timeout: Seconds = 300.0
    """Seconds that the tool may take; then it is ended with all that it started."""

    args: tuple[str, ...] = ()
    """Extra arguments of the tool."""


class Schemathesis(InlineTool):
    """Calls the API as its description allows, and checks the answers."""


class Ui(InlineTool):
    """Browser tests of the project, by Playwright."""


class A11y(InlineTool):
    """Looks for barriers in pages, by axe-core."""


class Lighthouse(InlineTool):
    """Audits pages, by Lighthouse."""


class Perf(InlineTool):
    """Puts load on the routes, by Locust."""


class Tools(Section):
    """The inline tools."""

    schemathesis: Schemathesis = Field(default_factory=Schemathesis)
    """Calls the API as its description allows, and checks the answers."""

    ui: Ui = Field(default_factory=Ui)
    """Browser tests of the project, by Playwright."""

    a11y: A11y = Field(default_factory=A11y)
    """Looks for barriers in pages, by axe-core."""

    lighthouse: Lighthouse = Field(default_factory=Lighthouse)
    """Audits pages, by Lighthouse."""

    perf: Perf = Field(default_factory=Perf)
    """Puts load on the routes, by Locust."""
