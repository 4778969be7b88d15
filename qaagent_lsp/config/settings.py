"""What an editor or the command line may set: the ``qaagent`` section of ``workspace/configuration``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

DiagnosticLevel = Literal["error", "warning", "information", "hint", "off"]


class Settings(BaseModel):
    """Settings of one workspace folder. Keys are camelCase on the wire; unknown keys are refused with their name."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    python: str | None = None
    """Interpreter that runs the tests; relative to the folder. None: found by the documented order."""

    node: str | None = None
    """Node that runs Playwright; relative to the folder. None: the one on ``PATH``."""

    pytest_args: tuple[str, ...] = ()
    """Extra arguments of every pytest call."""

    env: dict[str, str] = Field(default_factory=dict)
    """Variables added to the environment of every run."""

    runs_dir: str | None = None
    """Runs root; None: ``QAAGENT_RUNS_DIR``, then ``~/.qaagent/runs``."""

    exclude: tuple[str, ...] = ()
    """Git-style patterns of files that are not indexed, besides those that ``.gitignore`` names."""

    lenses: bool = True
    """Show code lenses."""

    test_diagnostics: DiagnosticLevel = "error"
    """Severity at the failing line."""

    route_diagnostics: DiagnosticLevel = "warning"
    """Severity at the route definition."""

    untested_routes: DiagnosticLevel = "information"
    """Severity at a route that no test is known to reach."""

    openapi_diagnostics: DiagnosticLevel = "warning"
    """Severity of what makes the routes of an OpenAPI document wrong, in the document."""

    contract_drift: DiagnosticLevel = "information"
    """Severity at a route that answered tests with what its OpenAPI document does not list."""

    unexercised_responses: DiagnosticLevel = "off"
    """Severity at an operation of an OpenAPI document some of whose answers no test ever got."""

    hidden_routes: DiagnosticLevel = "warning"
    """Severity at a route that is never served: defined twice, or behind one that takes its requests."""

    unknown_routes: DiagnosticLevel = "information"
    """Severity where routes are registered of which the code does not tell the path, so that they are not listed."""

    tool_findings: DiagnosticLevel = "warning"
    """Severity of what the inline tools of `plan-run` found, at its line or route."""

    profile: str | None = None
    """Name of one of the ``profiles`` of ``.qaagent.yaml``: arguments and variables of every run. None: none."""

    timeout: float | None = Field(default=None, gt=0)
    """Seconds after which a suite is stopped, and timed out. None: as ``.qaagent.yaml`` says, else no limit."""

    test_timeout: float | None = Field(default=None, gt=0)
    """Seconds that one test may take. None: as ``.qaagent.yaml`` says, else no limit."""

    retries: int | None = Field(default=None, ge=0)
    """How often what failed is run again. None: as ``.qaagent.yaml`` says, else never."""

    parallel: bool | None = None
    """Run suites at once. None: as ``.qaagent.yaml`` says, else one after the other."""

    max_workers: int | None = Field(default=None, ge=1)
    """How many suites run at once where they do. None: as ``.qaagent.yaml`` says, else all."""
