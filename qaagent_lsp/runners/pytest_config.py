"""What pytest's configuration files say, read as pytest 7.4 to 9 reads them."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

import iniconfig

from qaagent_lsp.discovery.pytest_tests import TestPatterns
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath

PYTEST_FILES = (
    "pytest.toml",
    ".pytest.toml",
    "pytest.ini",
    ".pytest.ini",
    "pyproject.toml",
    "tox.ini",
    "setup.cfg",
)
"""Files that can configure pytest, the first that does wins (``pytest.toml`` since pytest 9)."""

CONFIG_NAMES = (*PYTEST_FILES, "setup.py")
"""All files that have a say in where a project begins."""


@dataclass(frozen=True, slots=True)
class PytestOptions:
    """The options that matter before pytest is started; pytest's defaults where the file is silent."""

    testpaths: tuple[str, ...] = ()
    addopts: tuple[str, ...] = ()
    patterns: TestPatterns = field(default_factory=TestPatterns)


def options_in(name: str, text: str) -> PytestOptions | None:
    """Return what a file of this name configures, None when it does not concern pytest.

    Raises ``ValueError`` with the line in its message when the file cannot be understood; pytest refuses to
    run then.
    """
    table = _table_in(name, text)
    return None if table is None else _options(table)


def concerns_pytest(name: str, text: str) -> bool:
    """Tell whether a file that cannot be parsed, perhaps because it is being typed, is meant for pytest."""
    if name in ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini"):
        return True
    wanted = {"pyproject.toml": "[tool.pytest", "tox.ini": "[pytest]", "setup.cfg": "[tool:pytest]"}
    return wanted.get(name, "\0") in text


def problem_in(file: WorkspacePath, text: str) -> Problem | None:
    """Return what is wrong with a configuration file as pytest reads it, None when nothing is."""
    name = file.rpartition("/")[2]
    if name not in PYTEST_FILES:
        return None
    try:
        options_in(name, text)
    except ValueError as error:
        line = _line_of(str(error), text)
        return Problem(
            file, Span(line, 1, line + 1, 1), f"pytest cannot read this file: {error}", "bad-pytest-config"
        )
    return None


def _table_in(name: str, text: str) -> Mapping[str, object] | None:
    if name in ("pytest.toml", ".pytest.toml"):
        return _mapping(tomllib.loads(text).get("pytest"))
    if name == "pyproject.toml":
        return _pyproject_table(tomllib.loads(text))
    try:
        sections = iniconfig.IniConfig(name, data=text).sections
    except iniconfig.ParseError as error:
        raise ValueError(f"{error.msg} (at line {error.lineno + 1})") from error
    if name == "setup.cfg":
        if "tool:pytest" not in sections and "pytest" in sections:
            line = text[: text.index("[pytest]")].count("\n") + 1 if "[pytest]" in text else 1
            raise ValueError(f"[pytest] in setup.cfg must be called [tool:pytest] (at line {line})")
        return sections.get("tool:pytest")
    if "pytest" in sections:
        return sections["pytest"]
    return None if name == "tox.ini" else {}


def _pyproject_table(document: Mapping[str, object]) -> Mapping[str, object] | None:
    table = _mapping(_mapping(document.get("tool")).get("pytest"))
    native = {key: value for key, value in table.items() if key != "ini_options"}
    options = table.get("ini_options")
    if native and options:
        raise ValueError("[tool.pytest] and [tool.pytest.ini_options] cannot both be used")
    if native:
        return native
    return None if options is None else _mapping(options)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _options(table: Mapping[str, object]) -> PytestOptions:
    default = TestPatterns()
    return PytestOptions(
        testpaths=_words(table, "testpaths", ()),
        addopts=_words(table, "addopts", ()),
        patterns=TestPatterns(
            python_files=_words(table, "python_files", default.python_files),
            python_classes=_words(table, "python_classes", default.python_classes),
            python_functions=_words(table, "python_functions", default.python_functions),
        ),
    )


def _words(table: Mapping[str, object], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = table.get(key)
    if value is None:
        return default
    if isinstance(value, str):
        try:
            return tuple(shlex.split(value))
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from error
    return tuple(str(word) for word in value) if isinstance(value, list) else default


def _line_of(message: str, text: str) -> int:
    found = re.search(r"line (\d+)", message)
    if found:
        return int(found.group(1))
    key = message.partition(":")[0]
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(key):
            return number
    return 1
