"""``tools``: the inline tools of ``plan-run``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qaagent_lsp.config.inline_tool import InlineTool
from qaagent_lsp.config.profile_perf import Perf
from qaagent_lsp.config.profile_schemathesis import Schemathesis
from qaagent_lsp.config.section import Section, Share

PagePath = Annotated[str, Field(pattern=r"^/")]
"""The path of a page below the server's address, with its query."""

Impact = Literal["minor", "moderate", "serious", "critical"]
"""How much a barrier hinders, in axe-core's words, the least first."""

LighthouseCategory = Literal["performance", "accessibility", "best-practices", "seo"]


class Ui(InlineTool):
    """Browser tests of the project, by Playwright."""

    path: str | None = None
    """Folder of the browser tests; relative to the configuration file. `null`: `tests/ui`."""

    browser: Literal["chromium", "firefox", "webkit"] = "chromium"
    """The browser that tests by pytest-playwright run in."""


class A11y(InlineTool):
    """Looks for barriers in pages, by axe-core."""

    pages: tuple[PagePath, ...] = ()
    """Paths of the pages to look at. None: those that the server shows without parameters and without signing in."""

    standards: tuple[str, ...] = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
    """Tags of axe-core's rules that count; the usual ones are WCAG 2.2 A and AA."""

    best_practices: bool = True
    """Whether to tell, too, what breaks axe-core's rules of good practice; the result does not depend on it."""

    exclude_rules: tuple[str, ...] = ()
    """Names of rules that do not apply, e.g. `color-contrast`."""

    fail_on: Impact | Literal["never"] = "serious"
    """From which impact on a barrier makes the tool fail."""


class Lighthouse(InlineTool):
    """Audits pages, by Lighthouse."""

    pages: tuple[PagePath, ...] = ()
    """Paths of the pages to audit, about 15 s each. None: `/`, or the first page that the server shows."""

    categories: tuple[LighthouseCategory, ...] = ("performance", "accessibility", "best-practices", "seo")
    """What is audited."""

    thresholds: dict[LighthouseCategory, Share] = Field(default_factory=dict)
    """The least score of a category, from 0 to 1; a page below it makes the tool fail."""


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
