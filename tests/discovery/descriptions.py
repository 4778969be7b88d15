"""Descriptions of an API as tests write them down: texts in, operations and problems as lines out."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from qaagent_lsp.discovery.openapi.document import ApiFile, read_api_file
from qaagent_lsp.discovery.openapi.operations import Description, description_of
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.tables import source

MAIN = "openapi.yaml"


def api_files(texts: Mapping[str, str]) -> dict[WorkspacePath, ApiFile]:
    """Read files of one workspace."""
    return {WorkspacePath(name): read_api_file(source(dedent(text), name)) for name, text in texts.items()}


def described(text: str, name: str = MAIN, **others: str) -> Description:
    """Read one description, and files beside it that are called ``name.yaml``."""
    files = api_files({name: text, **{f"{other}.yaml": told for other, told in others.items()}})
    return description_of(files[WorkspacePath(name)], files)


def shown(description: Description) -> list[str]:
    """Write every operation as ``GET /pets get_pets openapi.yaml:4``."""
    return [
        f"{one.key} {one.operation_id or '-'} {one.at.file}:{one.at.span.line}"
        for one in description.operations
    ]


def told(description: Description) -> list[str]:
    """Write every problem as ``openapi.yaml:4 code: message``."""
    return [f"{one.file}:{one.line} {one.code}: {one.message}" for one in description.problems]
