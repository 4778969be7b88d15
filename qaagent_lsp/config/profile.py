"""``.qaagent.yaml`` as a value: every key of the original's file with its defaults, and ours."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from qaagent_lsp.config.profile_app import AppEnvironment
from qaagent_lsp.config.profile_inline import Tools
from qaagent_lsp.config.profile_run import NamedProfile, Playwright, Run
from qaagent_lsp.config.profile_tests import Tests
from qaagent_lsp.config.profile_tools import Bugalizer, Doc, Exclude, Llm, OpenApi, RiskAssessment
from qaagent_lsp.config.section import Section

CONFIG_FILE = ".qaagent.yaml"
"""Name of the file."""

DEPRECATED_CONFIG_FILE = ".qaagent.toml"
"""Name of the file that was used before."""


class Project(Section):
    """Which project this is."""

    name: str
    """Name of the project; runs are stored under it."""

    type: str = "generic"
    """Kind of project, such as `fastapi`."""

    version: str | None = None
    """Version of the project."""

    description: str | None = None
    """For people."""


class Profile(Section):
    """The whole file. Paths in it are relative to the folder that it stands in."""

    model_config = ConfigDict(title="qaagent profile")

    project: Project
    """Which project this is."""

    app: dict[str, AppEnvironment] = Field(default_factory=dict)
    """The environments that tests may be run against, by name: dev, staging, production or any other."""

    env_files: tuple[str, ...] = ()
    """Files of variables, read anew for each run; the later ones win. `.env` beside the file is read in any case."""

    openapi: OpenApi = Field(default_factory=OpenApi)
    """The description of the API."""

    tests: Tests = Field(default_factory=Tests)
    """The suites."""

    run: Run = Field(default_factory=Run)
    """How suites are run."""

    profiles: dict[str, NamedProfile] = Field(default_factory=dict)
    """Named sets of arguments, for the editor and the command line alike."""

    playwright: Playwright = Field(default_factory=Playwright)
    """What Playwright is allowed to do."""

    tools: Tools = Field(default_factory=Tools)
    """The inline tools that `plan-run` starts against the server under test."""

    llm: Llm | None = None
    """A language model that refines what is said of failures."""

    bugalizer: Bugalizer | None = None
    """The bug tracker that failures can be submitted to."""

    exclude: Exclude = Field(default_factory=Exclude)
    """What is left out of analyses."""

    risk_assessment: RiskAssessment = Field(default_factory=RiskAssessment)
    """Rules for the original's risk analysis."""

    doc: Doc = Field(default_factory=Doc)
    """Settings of the original's documentation."""
