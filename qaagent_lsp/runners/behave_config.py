"""What behave's configuration files say, read as behave 1.2.6 and 1.3 read them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

import iniconfig

from qaagent_lsp.discovery.gherkin.rows import ANNOTATION_SCHEMA

BEHAVE_FILES = ("behave.ini", ".behaverc", "setup.cfg", "tox.ini", "pyproject.toml")
"""Files that can configure behave, the first that says something wins (``pyproject.toml`` since behave 1.3)."""


@dataclass(frozen=True, slots=True)
class BehaveOptions:
    """The options that matter before behave is started; behave's defaults where the files are silent.

    ``paths`` are relative to the folder of the file; ``()`` stands for ``features``.
    """

    paths: tuple[str, ...] = ()
    language: str = "en"
    annotation_schema: str = ANNOTATION_SCHEMA


def behave_options_in(name: str, text: str) -> BehaveOptions | None:
    """Return what a file of this name configures; None when it does not concern behave or cannot be read."""
    try:
        table = _table_in(name, text)
    except (ValueError, iniconfig.ParseError):
        return BehaveOptions() if name in ("behave.ini", ".behaverc") else None
    if table is None:
        return None
    return BehaveOptions(
        paths=_words(table.get("paths")),
        language=_text(table.get("lang")) or "en",
        annotation_schema=_text(table.get("scenario_outline_annotation_schema")) or ANNOTATION_SCHEMA,
    )


def _table_in(name: str, text: str) -> Mapping[str, object] | None:
    if name == "pyproject.toml":
        tool = tomllib.loads(text).get("tool")
        table = tool.get("behave") if isinstance(tool, dict) else None
        return table if isinstance(table, dict) else None
    if name not in BEHAVE_FILES:
        return None
    sections = iniconfig.IniConfig(name, data=text).sections
    if "behave" in sections:
        return sections["behave"]
    return {} if name in ("behave.ini", ".behaverc") else None


def _words(value: object) -> tuple[str, ...]:
    """Read a list: of TOML, or a text with one item a line."""
    items = value if isinstance(value, list) else str(value or "").splitlines()
    return tuple(word for item in items if (word := str(item).strip()))


def _text(value: object) -> str:
    return str(value).strip() if value is not None else ""
