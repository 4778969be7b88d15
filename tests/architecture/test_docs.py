"""What the outside relies on stands in the documents, in the client, and is true."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import typer

from qaagent_lsp.cli.commands import make_app
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.server.commands import COMMANDS
from qaagent_lsp.server.protocol import NOTIFICATIONS
from tests.architecture.sources import ROOT, shown, tracked_files

PROTOCOL = ROOT / "docs" / "protocol.md"
COMMAND_LINE = ROOT / "docs" / "command-line.md"
CLIENT = ROOT / "vscode-client"
# The palette has no use for a list that only picks show, nor for a place to go to.
NOT_IN_PALETTE = frozenset({"qaagent.listSuites", "qaagent.goTo"})

COMMAND_IDS = [command.id for command in COMMANDS]
CLI = typer.main.get_command(make_app())
LINK = re.compile(r"\[[^\]]*\]\((?!https?://|#)([^)#\s]+)")


def subcommands() -> dict[str, Any]:
    """Command lines by their words: ``run``, ``runs list``."""
    found = {}
    for name, command in CLI.commands.items():  # type: ignore[attr-defined]  # typer's group, vendored and untyped here
        inner = getattr(command, "commands", None)
        found.update({f"{name} {sub}": value for sub, value in inner.items()} if inner else {name: command})
    return found


@pytest.mark.parametrize("command", COMMAND_IDS)
def test_every_command_stands_in_the_protocol_document(command: str) -> None:
    assert f"`{command}`" in PROTOCOL.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [id_ for id_ in COMMAND_IDS if id_ not in NOT_IN_PALETTE])
def test_every_command_is_in_the_clients_palette(command: str) -> None:
    package = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
    assert command in {entry["command"] for entry in package["contributes"]["commands"]}


@pytest.mark.parametrize("notification", NOTIFICATIONS)
def test_every_notification_is_known_on_both_sides(notification: str) -> None:
    assert notification in PROTOCOL.read_text(encoding="utf-8")
    assert notification in (CLIENT / "src" / "protocol.ts").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [field.alias or name for name, field in Settings.model_fields.items()])
def test_every_setting_is_documented_and_contributed(name: str) -> None:
    package = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
    assert f"`{name}`" in PROTOCOL.read_text(encoding="utf-8")
    assert f"qaagent.{name}" in package["contributes"]["configuration"]["properties"]


def test_the_clients_own_document_names_its_settings_and_palette() -> None:
    package = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))["contributes"]
    text = (ROOT / "docs" / "editors" / "vscode.md").read_text(encoding="utf-8")
    hidden = {one["command"] for one in package["menus"]["commandPalette"] if one.get("when") == "false"}
    titles = {one["title"] for one in package["commands"] if one["command"] not in hidden}
    assert {name for name in package["configuration"]["properties"] if f"`{name}`" not in text} == set()
    assert {title for title in titles if title not in text} == set()


@pytest.mark.parametrize("words", sorted(subcommands()))
def test_every_command_line_is_documented(words: str) -> None:
    assert f"`{words}`" in COMMAND_LINE.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", sorted(subcommands()))
def test_every_option_is_documented(words: str) -> None:
    text = COMMAND_LINE.read_text(encoding="utf-8")
    options = [option for parameter in subcommands()[words].params for option in parameter.opts]
    assert [option for option in options if option.startswith("--") and f"`{option}" not in text] == []


def test_the_readme_names_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"qaagent-lsp ([a-z][a-z-]+)", text)) - {"is"}
    assert named
    assert named <= {words.partition(" ")[0] for words in subcommands()}
    scripts = re.findall(r"bash (\.ci/\w+)", text)
    assert {"./.ci/demo", "./.ci/test"} == {f"./{script}" for script in scripts}
    assert all((ROOT / script).is_file() for script in scripts)


def test_links_between_documents_lead_somewhere() -> None:
    dead = [
        f"{shown(file)} -> {target}"
        for file in tracked_files()
        if file.suffix == ".md"
        for target in LINK.findall(file.read_text(encoding="utf-8"))
        if not (file.parent / target).exists()
    ]
    assert dead == []
