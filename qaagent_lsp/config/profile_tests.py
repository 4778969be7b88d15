"""``tests``: the suites, where generated tests go, and what one suite wants otherwise than the rest of the run."""

from __future__ import annotations

from pydantic import Field

from qaagent_lsp.config.section import Amount, Retries, Seconds, Section


class SuiteTests(Section):
    """One suite."""

    enabled: bool = True
    """Whether the suite is run."""

    output_dir: str
    """Folder that tests are written to when they are generated; relative to the configuration file."""

    framework: str | None = None
    """The tool, where it is not the suite's own."""

    paths: tuple[str, ...] = ()
    """Files and folders that a run of the whole suite is limited to; relative to the configuration file."""

    args: tuple[str, ...] = ()
    """Extra arguments of the tool in this suite."""

    env: dict[str, str] = Field(default_factory=dict)
    """Variables added to the environment of this suite."""

    resources: tuple[str, ...] = ()
    """Names of what this suite must not share with another run, such as a test database."""

    retry_count: Retries | None = None
    """Instead of `run.retry_count`, for this suite."""

    timeout: Seconds | None = None
    """Instead of `run.timeout`, for this suite."""

    test_timeout: Seconds | None = None
    """Instead of `run.test_timeout`, for this suite."""


class BrowserTests(SuiteTests):
    """The end-to-end suite."""

    browsers: tuple[str, ...] = ("chromium",)
    """Browsers that generated tests are written for."""

    auth_setup: bool = False
    """Whether generated tests sign in first."""

    cuj_path: str | None = None
    """File that describes the user's journeys; relative to the configuration file."""


class DataFiles(Section):
    """Test data."""

    enabled: bool = True
    """Whether test data is generated."""

    output_dir: str
    """Folder that test data is written to; relative to the configuration file."""

    framework: str | None = None
    """The tool that makes the data."""

    format: str = "json"
    """Format of the data."""

    count: Amount = 10
    """Records of each kind."""


class Tests(Section):
    """All suites; `null` switches one off."""

    __test__ = False  # pytest must not collect this class from our own tests

    output_dir: str = "tests/qaagent"
    """Folder for generated tests of no suite; relative to the configuration file."""

    unit: SuiteTests | None = Field(default_factory=lambda: SuiteTests(output_dir="tests/qaagent/unit"))
    """The suite of pytest. `null` switches it off."""

    behave: SuiteTests | None = Field(default_factory=lambda: SuiteTests(output_dir="tests/qaagent/behave"))
    """The suite of Behave. `null` switches it off."""

    e2e: BrowserTests | None = Field(
        default_factory=lambda: BrowserTests(enabled=False, output_dir="tests/qaagent/e2e")
    )
    """The suite of Playwright. `null` switches it off."""

    data: DataFiles | None = Field(default_factory=lambda: DataFiles(output_dir="tests/qaagent/fixtures"))
    """Generated test data. `null` switches it off."""
