"""A server's models are plain ones, whatever plugins are installed beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAD = """
import os, sys
from qaagent_lsp.server.without_plugins import leave_plugins_out
"""
MODEL = """
import pydantic
class Pet(pydantic.BaseModel):
    name: str
print(Pet.model_validate({"name": "Rex"}).name, type(Pet.__pydantic_validator__).__name__)
"""


def said_by(program: str, path: Path | None = None) -> list[str]:
    environment = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    told = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=environment,
    )
    return told.stdout.split()


def with_a_plugin(folder: Path) -> Path:
    """Install a plugin that says so when it is loaded."""
    (folder / "loud.py").write_text('print("loaded")\nplugin = None\n')
    info = folder / "loud-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: loud\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[pydantic]\nloud = loud\n")
    return folder


def test_no_plugin_is_loaded_and_nothing_is_told_to_other_programs(tmp_path: Path) -> None:
    path = with_a_plugin(tmp_path)
    look = "import pydantic.plugin._loader\npydantic.plugin._loader.get_plugins()\n"
    assert "loaded" in said_by(look, path)
    environment = 'print("PYDANTIC_DISABLE_PLUGINS" in os.environ)'
    said = said_by(HEAD + "leave_plugins_out()\n" + MODEL + environment, path)
    assert said == ["Rex", "SchemaValidator", "False"]


def test_nothing_that_a_server_begins_with_reads_what_is_installed() -> None:
    program = """
leave_plugins_out()
import qaagent_lsp.server.stdio
from qaagent_lsp.server.types_on_demand import import_types
import_types()
import qaagent_lsp.server.app
print("importlib.metadata" in sys.modules, "email" in sys.modules)
"""
    assert said_by(HEAD + program) == ["False", "False"]


def test_who_asks_for_anything_else_gets_the_library_s_own() -> None:
    program = "leave_plugins_out()\nfrom pydantic.plugin._loader import PYDANTIC_ENTRY_POINT_GROUP\n"
    assert said_by(HEAD + program + "print(PYDANTIC_ENTRY_POINT_GROUP)") == ["pydantic"]
