"""Every key of ``.qaagent.yaml`` stands in the documentation, with its default."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qaagent_lsp.config.keys import ROOT, AnyKeys, Keys, Shape, keys_of
from qaagent_lsp.config.profile_run import SUITES
from qaagent_lsp.config.yaml_reading import read_yaml
from qaagent_lsp.model.source import WorkspacePath

TEXT = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")


def documented_names(shape: Shape, prefix: str) -> Iterator[tuple[str, str]]:
    """Each key with a value of its own, as the table writes it, and its default."""
    for key in keys_of(shape):
        name = f"{prefix}{key.name}"
        match key.shape:
            case Keys() as section:
                yield from documented_names(section, f"{name}.")
            case AnyKeys(value=Keys() as section):
                yield from documented_names(section, f"{name}.NAME.")
            case _:
                yield name, key.default


def test_every_key_stands_in_the_table_with_its_default() -> None:
    rows = {line.split("`")[1]: line.split("|")[2] for line in TEXT.splitlines() if line.startswith("| `")}
    missing = [
        name
        for name, default in documented_names(ROOT, "")
        if not any(
            written in rows and default in rows.get(written, "")
            for written in (name, *(name.replace(f"tests.{suite}.", "tests.SUITE.") for suite in SUITES))
        )
    ]
    assert missing == []


def test_the_example_is_right() -> None:
    section = TEXT.partition("## `.qaagent.yaml`")[2]
    example = section.split("```yaml\n")[2].partition("```")[0]
    assert read_yaml(example, WorkspacePath(".qaagent.yaml"))[1] == ()
