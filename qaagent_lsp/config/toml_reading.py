"""``.qaagent.toml``, the deprecated form of the configuration, as a ``Profile``.

``[api]`` openapi, base_url, timeout, tags, operations, endpoint_pattern; ``[api.auth]`` header_name, token_env, prefix.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence

from pydantic import Field

from qaagent_lsp.config.mending import mend
from qaagent_lsp.config.profile import Profile, Project
from qaagent_lsp.config.profile_app import AppEnvironment, Auth
from qaagent_lsp.config.profile_tools import OpenApi
from qaagent_lsp.config.section import Seconds, Section, WebAddress
from qaagent_lsp.config.yaml_parsing import SYNTAX
from qaagent_lsp.config.yaml_reading import DEPRECATED
from qaagent_lsp.config.yaml_tree import YamlEntry, YamlList, YamlMapping, YamlScalar, YamlTree
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath

ENVIRONMENT = "dev"
"""Name of the only environment that the old form knows."""

_INSTEAD = (
    ".qaagent.toml is deprecated: write .qaagent.yaml with project.name, openapi.spec_path and "
    f"app.{ENVIRONMENT}.base_url in place of [api] openapi and base_url."
)
_PLACE = re.compile(r"at line (\d+), column (\d+)")
_HEADER = re.compile(r"\s*\[\s*([\w.\s-]+?)\s*\]")
_ASSIGNMENT = re.compile(r"""(\s*)(["']?)([\w-]+)\2\s*=""")


class TomlApi(Section):
    """The table ``[api]``."""

    openapi: str | None = None
    base_url: WebAddress | None = None
    timeout: Seconds | None = None
    tags: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    endpoint_pattern: str | None = None
    auth: Auth | None = None


class TomlFile(Section):
    """The whole file."""

    api: TomlApi = Field(default_factory=TomlApi)


def read_toml(text: str, file: WorkspacePath) -> tuple[Profile | None, tuple[Problem, ...]]:
    """Return what the file configures, None when it is no TOML, and what is wrong with it.

    That it is deprecated is a problem in its first line.
    """
    first = len(text.split("\n", 1)[0].rstrip("\r"))
    deprecated = Problem(file, Span(1, 1, 1, max(first, 1) + 1), _INSTEAD, DEPRECATED)
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        return None, (deprecated, _syntax_problem(str(error), text, file))
    tree = _tree(table, (), _places(text.split("\n")))
    assert isinstance(tree, YamlMapping)
    mended = mend(tree, TomlFile, file, {})
    if mended.value is None:
        return None, (deprecated, *mended.problems)
    return _profile(mended.value.api), (deprecated, *mended.problems)


def _profile(api: TomlApi) -> Profile:
    environment = AppEnvironment(base_url=api.base_url, timeout=api.timeout, auth=api.auth)
    return Profile(
        project=Project(name=""),
        app={ENVIRONMENT: environment} if environment != AppEnvironment() else {},
        openapi=OpenApi(
            spec_path=api.openapi,
            tags=api.tags,
            operations=api.operations,
            endpoint_pattern=api.endpoint_pattern,
        ),
    )


def _syntax_problem(said: str, text: str, file: WorkspacePath) -> Problem:
    place = _PLACE.search(said)
    lines = text.split("\n")
    line, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
    words = re.sub(r"\s*\(at .*\)$", "", said)
    return Problem(file, Span(line, column, line, column + 1), f"Not TOML: {words}.", SYNTAX)


def _places(lines: Sequence[str]) -> Mapping[tuple[str, ...], Span]:
    """Return where keys and tables stand, as far as they are written one a line; ``tomllib`` does not tell."""
    found: dict[tuple[str, ...], Span] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        if header := _HEADER.match(line):
            table = tuple(part.strip() for part in header[1].split("."))
            for length in range(1, len(table) + 1):
                span = Span(number, header.start(1) + 1, number, header.end(1) + 1)
                found.setdefault(table[:length], span)
        elif assignment := _ASSIGNMENT.match(line):
            span = Span(number, assignment.end(1) + 1, number, assignment.end(3) + len(assignment[2]) + 1)
            found.setdefault((*table, assignment[3]), span)
    return found


def _tree(value: object, path: tuple[str, ...], places: Mapping[tuple[str, ...], Span]) -> YamlTree:
    span = next(
        (places[path[:length]] for length in range(len(path), 0, -1) if path[:length] in places),
        Span(1, 1, 1, 2),
    )
    match value:
        case dict():
            entries = ((key, _tree(inner, (*path, key), places)) for key, inner in value.items())
            return YamlMapping(span, tuple(YamlEntry(key, inner.span, inner) for key, inner in entries))
        case list():
            return YamlList(span, tuple(_tree(item, path, places) for item in value))
        case bool() | int() | float() | str():
            return YamlScalar(span, str(value), value)
        case _:
            return YamlScalar(span, str(value), str(value))
