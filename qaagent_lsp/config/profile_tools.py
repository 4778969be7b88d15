"""What the file says of the tools around a run: OpenAPI, language model, bug tracker, and what is left out."""

from __future__ import annotations

from pydantic import Field

from qaagent_lsp.config.section import Section, WebAddress


class OpenApi(Section):
    """The description of the API."""

    spec_path: str | None = None
    """The OpenAPI file; relative to the configuration file. It is read even where git ignores it."""

    auto_generate: bool = False
    """Whether the description is made from the source."""

    source_dir: str | None = None
    """Folder that the description is made from."""

    generator: str | None = None
    """What makes the description."""

    tags: tuple[str, ...] = ()
    """Only operations with one of these tags are routes; none: all."""

    operations: tuple[str, ...] = ()
    """Only operations with these ids are routes; none: all."""

    endpoint_pattern: str | None = None
    """Only operations whose path this regular expression is found in are routes."""


class Llm(Section):
    """A language model that refines what is said of failures. Nothing is sent unless it is enabled."""

    enabled: bool = False
    """Whether the model is asked."""

    provider: str = "ollama"
    """Who runs the model."""

    model: str = "qwen2.5-coder:7b"
    """Name of the model."""

    fallback_to_templates: bool = True
    """Whether to go on without the model when it does not answer."""

    base_url: WebAddress | None = None
    """Where the model answers. `null`: the provider's usual address."""

    api_key_env: str | None = None
    """Variable of the environment that holds the key."""


class Bugalizer(Section):
    """The bug tracker that failures can be submitted to."""

    enabled: bool = False
    """Whether failures can be submitted."""

    api_url: str = "http://localhost:8001"
    """Where the tracker answers."""

    api_key_env: str = "BUGALIZER_API_KEY"
    """Variable of the environment that holds the key."""

    project_id: str | None = None
    """The project in the tracker."""

    submit_on_failure: bool = True
    """Whether a failing run is submitted by itself."""

    reporter: str = "qaagent"
    """Who reports."""

    labels: tuple[str, ...] = ("qaagent",)
    """Labels of what is submitted."""


class Exclude(Section):
    """What is left out of analyses."""

    paths: tuple[str, ...] = ()
    """Patterns of files that are not indexed, as in ``.gitignore``; below the folder of this file."""

    tags: tuple[str, ...] = ()
    """Tags of operations of an OpenAPI document that count as if they were not there."""


class RiskAssessment(Section):
    """Rules of the ranking of routes by risk; nothing of a run's verdicts depends on them."""

    disable_rules: tuple[str, ...] = ()
    """Names of factors (or of the original's rule `SEC-001`) that do not count; see `docs/risk.md`."""

    severity_thresholds: dict[str, object] = Field(default_factory=dict)
    """From which score on a route is `P0`, `P1` or `P2` (or `critical`, `high`, `medium`)."""

    custom_rules: tuple[object, ...] = ()
    """Rules of the project's own."""

    custom_rules_file: str | None = None
    """File with more of them; relative to the configuration file."""

    severity_overrides: dict[str, object] = Field(default_factory=dict)
    """Severity of a rule, by its name."""


class Doc(Section):
    """Settings of the original's documentation; nothing of a run depends on them."""

    integrations: tuple[object, ...] = ()
    """External systems to be named."""

    exclude_features: tuple[str, ...] = ()
    """Features that are not described."""

    custom_summary: str | None = None
    """A summary in the project's own words."""
