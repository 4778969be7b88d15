"""Files of variables, read anew for every run. Blocking.

``.env`` beside the configuration never overrides what the process has; files that the configuration names do, and the
later of them win.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from qaagent_lsp.model.errors import BadConfiguration

DOTENV = ".env"


@dataclass(frozen=True, slots=True)
class EnvFiles:
    """What the files said. ``notes`` name files, variables and broken lines, never a value: those may be secrets."""

    values: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_env_files(folder: Path, named: Sequence[str], environ: Mapping[str, str]) -> EnvFiles:
    """Read ``.env`` of a folder, where there is one, and the files that are named, relative to it.

    Raises ``BadConfiguration`` when a named file cannot be read: tests would run against something else.
    """
    values: dict[str, str] = {}
    notes: list[str] = []
    quiet = _text_of(folder / DOTENV)
    if quiet is not None and DOTENV not in named:
        found = _values_in(quiet, {})
        values |= {name: value for name, value in found.items() if name not in environ}
        notes += _told(DOTENV, quiet, [name for name in found if name not in environ])
    for name in named:
        text = _text_of(folder / name)
        if text is None:
            raise BadConfiguration(
                f"The env file {name} cannot be read: {folder / name}",
                "Correct env_files or env_file in .qaagent.yaml, or make the file.",
            )
        found = _values_in(text, values)
        values |= found
        notes += _told(name, text, list(found))
    return EnvFiles(values, tuple(notes))


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text("utf-8-sig", errors="replace")
    except OSError:
        return None


def _values_in(text: str, before: Mapping[str, str]) -> dict[str, str]:
    """Read the variables of a text, ``${NAME}`` filled in from earlier ones and the process's own."""
    prefix = "".join(f"{name}='{_quoted(value)}'\n" for name, value in before.items())
    found = dotenv_values(stream=io.StringIO(prefix + text))
    own = {binding.key for binding in parse_stream(io.StringIO(text)) if binding.key}
    return {name: value for name, value in found.items() if name in own and value is not None}


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _told(name: str, text: str, names: Sequence[str]) -> list[str]:
    said = [f"{name}: {', '.join(names)}"] if names else []
    broken = [
        f"{name}:{binding.original.line}: this line is no variable and was passed over"
        for binding in parse_stream(io.StringIO(text))
        if binding.error
    ]
    return [*said, *broken]
